"""What a script on boto3 does that leaves a vault one archive at a time, measured:
python3 copy_loop.py <glacier> <bucket> <folder> <count>. The archives are stored before the time is taken."""
import itertools
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

MADE_AT_ONCE = 32


def main(glacier_url, bucket_url, folder, count):
    keys = {"region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE",
            "aws_secret_access_key": "secret-of-a-test"}
    glacier = boto3.client("glacier", endpoint_url=glacier_url, config=Config(max_pool_connections=MADE_AT_ONCE), **keys)
    s3 = boto3.client("s3", endpoint_url=bucket_url, config=Config(s3={"addressing_style": "path"}), **keys)

    def send(name):
        with open(os.path.join(folder, name), "rb") as body:
            return name, glacier.upload_archive(vaultName="measured", archiveDescription=name, body=body)["archiveId"]

    names = list(itertools.islice(sorted(os.listdir(folder)), int(count)))
    with ThreadPoolExecutor(MADE_AT_ONCE) as pool:
        archives = list(pool.map(send, names))
    start = time.monotonic()
    for name, archive in archives:
        job = glacier.initiate_job(
            vaultName="measured", jobParameters={"Type": "archive-retrieval", "ArchiveId": archive})["jobId"]
        while not glacier.describe_job(vaultName="measured", jobId=job)["Completed"]:
            time.sleep(0.01)
        body = glacier.get_job_output(vaultName="measured", jobId=job)["body"].read()
        s3.put_object(Bucket="archive", Key=name, Body=body, ChecksumAlgorithm="SHA256")
    print(json.dumps({"seconds": time.monotonic() - start, "count": len(names)}))


main(*sys.argv[1:])
