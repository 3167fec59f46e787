"""Vaults, uploads, jobs and their output."""
import hashlib
import json

from kit import ARCHIVE, ARN, MIB, check, glacier, refused, run_job, same, start_job, state, status, tree_hash


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
    state.job = run_job(Type="archive-retrieval", ArchiveId=state.second, Tier="Standard")
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
def ranged_job():
    job = run_job(Type="archive-retrieval", ArchiveId=state.archive, RetrievalByteRange="1048576-2097151")
    same("1048576-2097151", glacier.describe_job(vaultName="photos", jobId=job)["RetrievalByteRange"])
    output = glacier.get_job_output(vaultName="photos", jobId=job)
    same(tree_hash(ARCHIVE[MIB:2 * MIB]), output["checksum"])
    same(ARCHIVE[MIB:2 * MIB], output["body"].read())


@check
def unfinished_job():
    job = start_job(Type="archive-retrieval", ArchiveId=state.archive, Tier="Bulk")
    same("InProgress", glacier.describe_job(vaultName="photos", jobId=job)["StatusCode"])
    refused(400, "InvalidParameterValueException", "The job is not currently available for download: " + job,
            glacier.get_job_output, vaultName="photos", jobId=job)


@check
def list_jobs():
    pages = glacier.get_paginator("list_jobs").paginate(
        vaultName="photos", completed="true", PaginationConfig={"PageSize": 1})
    same(3, sum(len(page["JobList"]) for page in pages))
    same(1, len(glacier.list_jobs(vaultName="photos", statuscode="InProgress")["JobList"]))
