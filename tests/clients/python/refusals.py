"""What the service refuses: the status, the exception's class and its text."""
from kit import ARN, MIB, TOPIC, access_key, check, client, glacier, refused, same, state

INVALID = "InvalidParameterValueException"


@check
def unknown_vault():
    refused(404, "ResourceNotFoundException", "Vault not found for ARN: " + ARN.replace("photos", "none"),
            glacier.describe_vault, vaultName="none")


@check
def bad_vault_name():
    refused(400, INVALID, "", glacier.create_vault, vaultName="two words")


@check
def bad_limit():
    refused(400, INVALID, "", glacier.list_vaults, limit="0")


@check
def wrong_tree_hash():
    refused(400, INVALID, "", glacier.upload_archive, vaultName="photos", body=b"data", checksum="0" * 64)


@check
def empty_body():
    refused(400, INVALID, "Invalid Content-Length: 0", glacier.upload_archive, vaultName="photos", body=b"")


@check
def bad_part_size():
    refused(400, INVALID, "Invalid part size: 10485760. Part size must not be null, must be a power of two",
            glacier.initiate_multipart_upload, vaultName="photos", partSize="10485760")


@check
def wrong_part_range():
    upload = glacier.initiate_multipart_upload(vaultName="photos", partSize=str(MIB))["uploadId"]
    refused(400, INVALID, "Content-Range: bytes 0-9/* is incompatible with Content-Length: 4",
            glacier.upload_multipart_part, vaultName="photos", uploadId=upload, range="bytes 0-9/*", body=b"data")
    glacier.abort_multipart_upload(vaultName="photos", uploadId=upload)


@check
def unknown_upload():
    refused(404, "ResourceNotFoundException", "The upload ID was not found: none",
            glacier.list_parts, vaultName="photos", uploadId="none")


@check
def unknown_job():
    refused(404, "ResourceNotFoundException", "The job ID was not found: none",
            glacier.describe_job, vaultName="photos", jobId="none")


@check
def unknown_archive():
    refused(404, "ResourceNotFoundException", "The archive ID was not found: " + "A" * 138, glacier.initiate_job,
            vaultName="photos", jobParameters={"Type": "archive-retrieval", "ArchiveId": "A" * 138})


@check
def job_without_type():
    refused(400, "MissingParameterValueException", "",
            glacier.initiate_job, vaultName="photos", jobParameters={"Format": "JSON"})


@check
def unaligned_retrieval():
    refused(400, INVALID, "", glacier.initiate_job, vaultName="photos", jobParameters={
        "Type": "archive-retrieval", "ArchiveId": state.archive, "RetrievalByteRange": "1-1048575"})


@check
def eleven_tags():
    refused(400, INVALID, "", glacier.add_tags_to_vault, vaultName="photos", Tags={f"key{i}": "" for i in range(11)})


@check
def fifty_one_tags():
    tens = [{f"key{ten}{i}": "" for i in range(10)} for ten in range(5)]
    for tags in tens[:4]:
        glacier.add_tags_to_vault(vaultName="photos", Tags=tags)
    same(41, len(glacier.list_tags_for_vault(vaultName="photos")["Tags"]))
    refused(400, "LimitExceededException", "", glacier.add_tags_to_vault, vaultName="photos", Tags=tens[4])
    same(41, len(glacier.list_tags_for_vault(vaultName="photos")["Tags"]))


@check
def bad_access_policy():
    refused(400, INVALID, "", glacier.set_vault_access_policy, vaultName="photos", policy={"Policy": "{}"})


@check
def bad_event():
    refused(400, INVALID, "", glacier.set_vault_notifications, vaultName="photos",
            vaultNotificationConfig={"SNSTopic": TOPIC, "Events": ["ArchiveDeleted"]})


@check
def bad_lock_policy():
    refused(400, INVALID, "The specified vault lock policy is invalid. Provide a valid policy.",
            glacier.initiate_vault_lock, vaultName="photos", policy={"Policy": "{}"})


@check
def bad_retrieval_rule():
    refused(400, INVALID, "", glacier.set_data_retrieval_policy,
            Policy={"Rules": [{"Strategy": "FreeTier", "BytesPerHour": 1}]})


@check
def beyond_the_retrieval_policy():
    glacier.set_data_retrieval_policy(Policy={"Rules": [{"Strategy": "BytesPerHour", "BytesPerHour": 1}]})
    jobs = len(glacier.list_jobs(vaultName="photos")["JobList"])
    refused(400, "PolicyEnforcedException", "InitiateJob request denied by current data retrieval policy.",
            glacier.initiate_job, vaultName="photos",
            jobParameters={"Type": "archive-retrieval", "ArchiveId": state.archive})
    same(jobs, len(glacier.list_jobs(vaultName="photos")["JobList"]))


@check
def third_capacity_unit():
    glacier.purchase_provisioned_capacity()
    refused(400, "LimitExceededException", "", glacier.purchase_provisioned_capacity)


@check
def wrong_secret():
    refused(403, "InvalidSignatureException", "The request signature we calculated does not match",
            client(secret_key="wrong").list_vaults)


@check
def unknown_access_key():
    refused(400, "UnrecognizedClientException", "", client(access_key=access_key + "X").list_vaults)


@check
def another_account():
    refused(403, "AccessDeniedException", "", glacier.list_vaults, accountId="999999999999")


@check
def full_vault():
    refused(400, INVALID, "Vault not empty or recently written to: " + ARN, glacier.delete_vault, vaultName="photos")
