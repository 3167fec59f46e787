"""What a script on boto3 does, measured: a tree hash, an upload in parts by threads, a loop over small files."""
import json
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import boto3
from botocore.utils import calculate_tree_hash


def client(endpoint):
    return boto3.client("glacier", endpoint_url=endpoint, region_name="us-east-1",
                        aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret-of-a-test")


def combine(hashes):
    while len(hashes) > 1:
        pairs = [hashes[i:i + 2] for i in range(0, len(hashes), 2)]
        hashes = [sha256(pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return hashes[0].hex()


def tree_hash(path):
    with open(path, "rb") as file:
        return {"treeHash": calculate_tree_hash(file)}


def upload(path, endpoint, part_size, threads):
    glacier = client(endpoint)
    size = os.path.getsize(path)
    upload_id = glacier.initiate_multipart_upload(vaultName="measured", partSize=str(part_size))["uploadId"]

    def send(offset):
        with open(path, "rb") as file:
            file.seek(offset)
            body = file.read(part_size)
        answer = glacier.upload_multipart_part(
            vaultName="measured", uploadId=upload_id, range=f"bytes {offset}-{offset + len(body) - 1}/*", body=body)
        return bytes.fromhex(answer["checksum"])

    with ThreadPoolExecutor(threads) as pool:
        hashes = list(pool.map(send, range(0, size, part_size)))
    answer = glacier.complete_multipart_upload(
        vaultName="measured", uploadId=upload_id, archiveSize=str(size), checksum=combine(hashes))
    return {"archiveId": answer["archiveId"]}


def upload_all(folder, endpoint):
    glacier = client(endpoint)
    count = 0
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as body:
            glacier.upload_archive(vaultName="measured", archiveDescription=name, body=body)
        count += 1
    return {"count": count}


def main(verb, path, endpoint="", part_size="0", threads="1"):
    start = time.monotonic()
    result = {
        "hash": lambda: tree_hash(path),
        "upload": lambda: upload(path, endpoint, int(part_size), int(threads)),
        "upload-all": lambda: upload_all(path, endpoint),
    }[verb]()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    result.update(seconds=time.monotonic() - start, processorSeconds=usage.ru_utime + usage.ru_stime)
    print(json.dumps(result))


main(*sys.argv[1:])
