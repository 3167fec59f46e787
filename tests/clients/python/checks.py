"""Tries boto3 against the local Glacier service: python3 checks.py <endpoint> <access key> <secret key>.

Prints a line for each check: "ok <check>" or "FAILED <check>: <why>". Exit code 3: boto3 is not installed.
"""
import hashlib
import json
import sys
from types import SimpleNamespace

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from botocore.utils import calculate_tree_hash
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)

import io

MIB = 1 << 20
ARCHIVE = bytes(i * 7 % 251 for i in range(4096)) * 640  # 2.5 MiB
ARN = "arn:aws:glacier:us-east-1:111122223333:vaults/photos"
CHECKS = []

endpoint, access_key, secret_key = sys.argv[1:4]
glacier = boto3.client(
    "glacier", endpoint_url=endpoint, region_name="us-east-1",
    aws_access_key_id=access_key, aws_secret_access_key=secret_key,
    config=Config(retries={"total_max_attempts": 1}))
state = SimpleNamespace()


def check(action):
    CHECKS.append(action)
    return action


def same(expected, actual):
    if expected != actual:
        raise AssertionError(f"expected {expected!r:.300}, got {actual!r:.300}")


def refused(status, code, message, action, **arguments):
    """Asserts that a call fails with this status, exception class and text."""
    try:
        action(**arguments)
    except ClientError as error:
        same(status, error.response["ResponseMetadata"]["HTTPStatusCode"])
        same(code, type(error).__name__)
        if message not in error.response["Error"]["Message"]:
            raise AssertionError(error.response["Error"]["Message"])
        return
    raise AssertionError("it was not refused")


def tree_hash(data):
    return calculate_tree_hash(io.BytesIO(data))


def status(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def run_job(**parameters):
    job = glacier.initiate_job(vaultName="photos", jobParameters=parameters)["jobId"]
    same("Succeeded", glacier.describe_job(vaultName="photos", jobId=job)["StatusCode"])
    return job


@check
def create_vault():
    same("/111122223333/vaults/photos", glacier.create_vault(vaultName="photos")["location"])


@check
def describe_vault():
    same(ARN, glacier.describe_vault(vaultName="photos")["VaultARN"])
    glacier.get_waiter("vault_exists").wait(vaultName="photos")


@check
def list_vaults():
    pages = glacier.get_paginator("list_vaults").paginate(PaginationConfig={"PageSize": 1})
    same(["photos"], [vault["VaultName"] for page in pages for vault in page["VaultList"]])


@check
def upload_archive():
    answer = glacier.upload_archive(vaultName="photos", archiveDescription="a  photo", body=ARCHIVE)
    same(201, status(answer))
    same(tree_hash(ARCHIVE), answer["checksum"])
    state.archive = answer["archiveId"]


@check
def multipart_upload():
    begun = glacier.initiate_multipart_upload(vaultName="photos", archiveDescription="parts", partSize=str(MIB))
    state.upload = begun["uploadId"]
    for start in (0, 2 * MIB, MIB):
        part = ARCHIVE[start:start + MIB]
        sent = glacier.upload_multipart_part(
            vaultName="photos", uploadId=state.upload, range=f"bytes {start}-{start + len(part) - 1}/*", body=part)
        same(tree_hash(part), sent["checksum"])


@check
def list_uploads_and_parts():
    uploads = glacier.list_multipart_uploads(vaultName="photos")["UploadsList"]
    same([state.upload], [upload["MultipartUploadId"] for upload in uploads])
    pages = glacier.get_paginator("list_parts").paginate(
        vaultName="photos", uploadId=state.upload, PaginationConfig={"PageSize": 2})
    same(["0-1048575", "1048576-2097151", "2097152-2621439"],
         [part["RangeInBytes"] for page in pages for part in page["Parts"]])


@check
def complete_upload():
    done = glacier.complete_multipart_upload(
        vaultName="photos", uploadId=state.upload, archiveSize=str(len(ARCHIVE)), checksum=tree_hash(ARCHIVE))
    same(tree_hash(ARCHIVE), done["checksum"])
    state.second = done["archiveId"]


@check
def abort_upload():
    upload = glacier.initiate_multipart_upload(vaultName="photos", partSize=str(MIB))["uploadId"]
    same(204, status(glacier.abort_multipart_upload(vaultName="photos", uploadId=upload)))
    same([], glacier.list_multipart_uploads(vaultName="photos")["UploadsList"])


@check
def inventory_job():
    job = run_job(Type="inventory-retrieval", Format="JSON")
    output = glacier.get_job_output(vaultName="photos", jobId=job)
    same("application/json", output["contentType"])
    listed = json.load(output["body"])["ArchiveList"]
    same({(state.archive, "a  photo"), (state.second, "parts")},
         {(entry["ArchiveId"], entry["ArchiveDescription"]) for entry in listed})


@check
def archive_job():
    state.job = run_job(Type="archive-retrieval", ArchiveId=state.second, Tier="Bulk")
    output = glacier.get_job_output(vaultName="photos", jobId=state.job)
    same(200, output["status"])
    same("parts", output["archiveDescription"])
    same(tree_hash(ARCHIVE), output["checksum"])
    same(hashlib.sha256(ARCHIVE).hexdigest(), hashlib.sha256(output["body"].read()).hexdigest())


@check
def ranged_output():
    output = glacier.get_job_output(vaultName="photos", jobId=state.job, range="bytes=1048576-2097151")
    same(206, output["status"])
    same("bytes 1048576-2097151/2621440", output["contentRange"])
    same(tree_hash(ARCHIVE[MIB:2 * MIB]), output["checksum"])
    same(ARCHIVE[MIB:2 * MIB], output["body"].read())


@check
def list_jobs():
    pages = glacier.get_paginator("list_jobs").paginate(
        vaultName="photos", completed="true", PaginationConfig={"PageSize": 1})
    same(2, sum(len(page["JobList"]) for page in pages))


@check
def unknown_vault():
    refused(404, "ResourceNotFoundException", "Vault not found for ARN: " + ARN.replace("photos", "none"),
            glacier.describe_vault, vaultName="none")


@check
def wrong_tree_hash():
    refused(400, "InvalidParameterValueException", "", glacier.upload_archive,
            vaultName="photos", body=b"data", checksum="0" * 64)


@check
def empty_body():
    refused(400, "InvalidParameterValueException", "Invalid Content-Length: 0", glacier.upload_archive,
            vaultName="photos", body=b"")


@check
def unknown_job():
    refused(404, "ResourceNotFoundException", "The job ID was not found: none", glacier.describe_job,
            vaultName="photos", jobId="none")


@check
def full_vault():
    refused(400, "InvalidParameterValueException", "Vault not empty or recently written to: " + ARN,
            glacier.delete_vault, vaultName="photos")


@check
def delete_archive_and_vault():
    for archive in (state.archive, state.second):
        same(204, status(glacier.delete_archive(vaultName="photos", archiveId=archive)))
    same(204, status(glacier.delete_vault(vaultName="photos")))
    glacier.get_waiter("vault_not_exists").wait(vaultName="photos")


for action in CHECKS:
    try:
        action()
        print("ok " + action.__name__, flush=True)
    except Exception as error:  # Whatever goes wrong belongs to its check; the others are still tried.
        print(f"FAILED {action.__name__}: {type(error).__name__}: {error}".replace("\n", " "), flush=True)
