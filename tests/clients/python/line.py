"""What scripts on boto3 do behind a slow line, measured: python3 line.py <verb> <endpoint> <source> <count> <threads>.

With 1 thread it is a loop. What a verb needs (archives to delete, to retrieve) is made before the time is taken.
"""
import itertools
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

MADE_AT_ONCE = 64


def run(action, items, threads):
    start = time.monotonic()
    if threads == 1:
        for item in items:
            action(item)
    else:
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(action, items):
                pass
    return time.monotonic() - start


def main(verb, endpoint, source, count, threads):
    threads = int(threads)
    glacier = boto3.client(
        "glacier", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret-of-a-test", config=Config(max_pool_connections=max(threads, MADE_AT_ONCE)))

    def send(name):
        with open(os.path.join(source, name), "rb") as body:
            return glacier.upload_archive(vaultName="measured", archiveDescription=name, body=body)["archiveId"]

    names = list(itertools.islice(sorted(os.listdir(source)), int(count)))
    if verb == "upload":
        seconds = run(send, names, threads)
    else:
        with ThreadPoolExecutor(MADE_AT_ONCE) as pool:
            archives = list(pool.map(send, names))
        seconds = run({
            "delete": lambda archive: glacier.delete_archive(vaultName="measured", archiveId=archive),
            "start": lambda archive: glacier.initiate_job(
                vaultName="measured", jobParameters={"Type": "archive-retrieval", "ArchiveId": archive}),
        }[verb], archives, threads)
    print(json.dumps({"seconds": seconds, "count": len(names)}))


main(*sys.argv[1:])
