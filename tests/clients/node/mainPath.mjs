// Vaults, uploads, jobs and their output.
import {
    paginateListJobs, paginateListParts, paginateListVaults, waitUntilVaultExists,
} from "@aws-sdk/client-glacier";
import {
    ARCHIVE, ARN, MIB, all, check, glacier, refused, runJob, same, sha256, startJob, state, status, treeHash,
} from "./kit.mjs";

const vaultName = "photos";

check("create_vault", async () => {
    same("/111122223333/vaults/photos", (await glacier.createVault({ vaultName })).location);
});

check("describe_vault", async () => {
    same(ARN, (await glacier.describeVault({ vaultName })).VaultARN);
    same("SUCCESS", (await waitUntilVaultExists({ client: glacier, maxWaitTime: 5 }, { accountId: "-", vaultName })).state);
});

check("list_vaults", async () => {
    const vaults = await all(paginateListVaults({ client: glacier, pageSize: 1 }, { accountId: "-" }), "VaultList");
    same(["photos"], vaults.map((vault) => vault.VaultName));
});

check("upload_archive", async () => {
    const answer = await glacier.uploadArchive({ vaultName, archiveDescription: "a photo", body: ARCHIVE });
    same(201, status(answer));
    same(treeHash(ARCHIVE), answer.checksum);
    state.archive = answer.archiveId;
});

check("multipart_upload", async () => {
    const begun = await glacier.initiateMultipartUpload({ vaultName, archiveDescription: "parts", partSize: String(MIB) });
    state.upload = begun.uploadId;
    for (const start of [0, 2 * MIB, MIB]) {
        const body = ARCHIVE.subarray(start, start + MIB);
        const sent = await glacier.uploadMultipartPart({
            vaultName, uploadId: state.upload, range: `bytes ${start}-${start + body.length - 1}/*`, body,
        });
        same(treeHash(body), sent.checksum);
    }
});

check("list_uploads_and_parts", async () => {
    const uploads = (await glacier.listMultipartUploads({ vaultName })).UploadsList;
    same([state.upload], uploads.map((upload) => upload.MultipartUploadId));
    const parts = await all(
        paginateListParts({ client: glacier, pageSize: 2 }, { accountId: "-", vaultName, uploadId: state.upload }), "Parts");
    same(["0-1048575", "1048576-2097151", "2097152-2621439"], parts.map((part) => part.RangeInBytes));
});

check("complete_upload", async () => {
    const done = await glacier.completeMultipartUpload({
        vaultName, uploadId: state.upload, archiveSize: String(ARCHIVE.length), checksum: treeHash(ARCHIVE),
    });
    same(treeHash(ARCHIVE), done.checksum);
    state.second = done.archiveId;
});

check("abort_upload", async () => {
    const { uploadId } = await glacier.initiateMultipartUpload({ vaultName, partSize: String(MIB) });
    same(204, status(await glacier.abortMultipartUpload({ vaultName, uploadId })));
    same([], (await glacier.listMultipartUploads({ vaultName })).UploadsList);
});

check("inventory_job", async () => {
    const jobId = await runJob({ Type: "inventory-retrieval", Format: "JSON" });
    const output = await glacier.getJobOutput({ vaultName, jobId });
    same("application/json", output.contentType);
    const listed = JSON.parse(await output.body.transformToString()).ArchiveList;
    same(
        [[state.archive, "a photo"], [state.second, "parts"]],
        listed.map((entry) => [entry.ArchiveId, entry.ArchiveDescription]));
});

check("archive_job", async () => {
    state.job = await runJob({ Type: "archive-retrieval", ArchiveId: state.second, Tier: "Standard" });
    const output = await glacier.getJobOutput({ vaultName, jobId: state.job });
    same(200, output.status);
    same("parts", output.archiveDescription);
    same(treeHash(ARCHIVE), output.checksum);
    same(sha256(ARCHIVE), sha256(await output.body.transformToByteArray()));
});

check("ranged_output", async () => {
    const output = await glacier.getJobOutput({ vaultName, jobId: state.job, range: "bytes=1048576-2097151" });
    same(206, output.status);
    same("bytes 1048576-2097151/2621440", output.contentRange);
    same(treeHash(ARCHIVE.subarray(MIB, 2 * MIB)), output.checksum);
    same(sha256(ARCHIVE.subarray(MIB, 2 * MIB)), sha256(await output.body.transformToByteArray()));
});

check("ranged_job", async () => {
    const jobId = await runJob({
        Type: "archive-retrieval", ArchiveId: state.archive, RetrievalByteRange: "1048576-2097151",
    });
    same("1048576-2097151", (await glacier.describeJob({ vaultName, jobId })).RetrievalByteRange);
    const output = await glacier.getJobOutput({ vaultName, jobId });
    same(treeHash(ARCHIVE.subarray(MIB, 2 * MIB)), output.checksum);
    same(sha256(ARCHIVE.subarray(MIB, 2 * MIB)), sha256(await output.body.transformToByteArray()));
});

check("unfinished_job", async () => {
    const jobId = await startJob({ Type: "archive-retrieval", ArchiveId: state.archive, Tier: "Bulk" });
    same("InProgress", (await glacier.describeJob({ vaultName, jobId })).StatusCode);
    await refused(
        400, "InvalidParameterValueException", "The job is not currently available for download: " + jobId,
        () => glacier.getJobOutput({ vaultName, jobId }));
});

check("list_jobs", async () => {
    const ended = await all(
        paginateListJobs({ client: glacier, pageSize: 1 }, { accountId: "-", vaultName, completed: "true" }), "JobList");
    same(3, ended.length);
    same(1, (await glacier.listJobs({ vaultName, statuscode: "InProgress" })).JobList.length);
});
