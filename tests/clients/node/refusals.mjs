// What the service refuses: the status, the exception's class and its text.
import { ARN, MIB, TOPIC, accessKeyId, check, client, glacier, refused, same, state } from "./kit.mjs";

const INVALID = "InvalidParameterValueException";
const vaultName = "photos";

check("unknown_vault", () => refused(
    404, "ResourceNotFoundException", "Vault not found for ARN: " + ARN.replace("photos", "none"),
    () => glacier.describeVault({ vaultName: "none" })));

check("bad_vault_name", () => refused(400, INVALID, "", () => glacier.createVault({ vaultName: "two words" })));

check("bad_limit", () => refused(400, INVALID, "", () => glacier.listVaults({ limit: 0 })));

check("wrong_tree_hash", () => refused(
    400, INVALID, "",
    () => glacier.uploadArchive({ vaultName, body: Buffer.from("data"), checksum: "0".repeat(64) })));

// This client cannot hash an empty buffer, and sends no hashes with an empty string.
check("empty_body", () => refused(
    400, "MissingParameterValueException", "Required parameter missing: x-amz-",
    () => glacier.uploadArchive({ vaultName, body: "" })));

check("bad_part_size", () => refused(
    400, INVALID, "Invalid part size: 10485760. Part size must not be null, must be a power of two",
    () => glacier.initiateMultipartUpload({ vaultName, partSize: "10485760" })));

check("wrong_part_range", async () => {
    const { uploadId } = await glacier.initiateMultipartUpload({ vaultName, partSize: String(MIB) });
    await refused(
        400, INVALID, "Content-Range: bytes 0-9/* is incompatible with Content-Length: 4",
        () => glacier.uploadMultipartPart({ vaultName, uploadId, range: "bytes 0-9/*", body: Buffer.from("data") }));
    await glacier.abortMultipartUpload({ vaultName, uploadId });
});

check("unknown_upload", () => refused(
    404, "ResourceNotFoundException", "The upload ID was not found: none",
    () => glacier.listParts({ vaultName, uploadId: "none" })));

check("unknown_job", () => refused(
    404, "ResourceNotFoundException", "The job ID was not found: none",
    () => glacier.describeJob({ vaultName, jobId: "none" })));

check("unknown_archive", () => refused(
    404, "ResourceNotFoundException", "The archive ID was not found: " + "A".repeat(138),
    () => glacier.initiateJob({ vaultName, jobParameters: { Type: "archive-retrieval", ArchiveId: "A".repeat(138) } })));

check("job_without_type", () => refused(
    400, "MissingParameterValueException", "",
    () => glacier.initiateJob({ vaultName, jobParameters: { Format: "JSON" } })));

check("unaligned_retrieval", () => refused(400, INVALID, "", () => glacier.initiateJob({
    vaultName,
    jobParameters: { Type: "archive-retrieval", ArchiveId: state.archive, RetrievalByteRange: "1-1048575" },
})));

check("eleven_tags", () => refused(400, INVALID, "", () => glacier.addTagsToVault({ vaultName, Tags: someTags(0, 11) })));

check("fifty_one_tags", async () => {
    const count = async () => Object.keys((await glacier.listTagsForVault({ vaultName })).Tags).length;
    for (let ten = 0; ten < 4; ten++) {
        await glacier.addTagsToVault({ vaultName, Tags: someTags(10 * ten, 10) });
    }

    // The vault had one already.
    same(41, await count());
    await refused(
        400, "LimitExceededException", "", () => glacier.addTagsToVault({ vaultName, Tags: someTags(40, 10) }));
    same(41, await count());
});

check("bad_access_policy", () => refused(
    400, INVALID, "", () => glacier.setVaultAccessPolicy({ vaultName, policy: { Policy: "{}" } })));

check("bad_event", () => refused(400, INVALID, "", () => glacier.setVaultNotifications({
    vaultName, vaultNotificationConfig: { SNSTopic: TOPIC, Events: ["ArchiveDeleted"] },
})));

check("bad_lock_policy", () => refused(
    400, INVALID, "The specified vault lock policy is invalid. Provide a valid policy.",
    () => glacier.initiateVaultLock({ vaultName, policy: { Policy: "{}" } })));

check("bad_retrieval_rule", () => refused(400, INVALID, "", () => glacier.setDataRetrievalPolicy({
    Policy: { Rules: [{ Strategy: "FreeTier", BytesPerHour: 1 }] },
})));

check("beyond_the_retrieval_policy", async () => {
    const jobs = async () => (await glacier.listJobs({ vaultName })).JobList.length;
    await glacier.setDataRetrievalPolicy({ Policy: { Rules: [{ Strategy: "BytesPerHour", BytesPerHour: 1 }] } });
    const before = await jobs();
    await refused(
        400, "PolicyEnforcedException", "InitiateJob request denied by current data retrieval policy.",
        () => glacier.initiateJob({ vaultName, jobParameters: { Type: "archive-retrieval", ArchiveId: state.archive } }));
    same(before, await jobs());
});

check("third_capacity_unit", async () => {
    await glacier.purchaseProvisionedCapacity({});
    await refused(400, "LimitExceededException", "", () => glacier.purchaseProvisionedCapacity({}));
});

check("wrong_secret", () => refused(
    403, "InvalidSignatureException", "The request signature we calculated does not match",
    () => client({ secretAccessKey: "wrong" }).listVaults({})));

check("unknown_access_key", () => refused(
    400, "UnrecognizedClientException", "", () => client({ accessKeyId: accessKeyId + "X" }).listVaults({})));

check("another_account", () => refused(
    403, "AccessDeniedException", "", () => glacier.listVaults({ accountId: "999999999999" })));

check("full_vault", () => refused(
    400, INVALID, "Vault not empty or recently written to: " + ARN, () => glacier.deleteVault({ vaultName })));

function someTags(first, count) {
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${first + i}`, ""]));
}
