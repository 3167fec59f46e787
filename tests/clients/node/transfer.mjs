// What a script on the JavaScript SDK does, measured: an upload in parts, several at once.
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Glacier } from "@aws-sdk/client-glacier";

const [path, endpoint, partSize, atOnce] = process.argv.slice(2);
const size = Number(partSize);
const start = process.hrtime.bigint();
const glacier = new Glacier({
    endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret-of-a-test" },
});
const file = await open(path);
const { size: length } = await file.stat();
const { uploadId } = await glacier.initiateMultipartUpload({ accountId: "-", vaultName: "measured", partSize });
const hashes = new Array(Math.ceil(length / size));
let next = 0;

async function send() {
    for (let part = next++; part < hashes.length; part = next++) {
        const offset = part * size;
        const body = Buffer.allocUnsafe(Math.min(size, length - offset));
        await file.read(body, 0, body.length, offset);
        const { checksum } = await glacier.uploadMultipartPart({
            accountId: "-", vaultName: "measured", uploadId, body, range: `bytes ${offset}-${offset + body.length - 1}/*`,
        });
        hashes[part] = Buffer.from(checksum, "hex");
    }
}

function combine(level) {
    while (level.length > 1) {
        const above = [];
        for (let i = 0; i < level.length; i += 2) {
            above.push(i + 1 < level.length ? createHash("sha256").update(level[i]).update(level[i + 1]).digest() : level[i]);
        }
        level = above;
    }
    return level[0].toString("hex");
}

await Promise.all(Array.from({ length: Number(atOnce) }, send));
const { archiveId } = await glacier.completeMultipartUpload({
    accountId: "-", vaultName: "measured", uploadId, archiveSize: `${length}`, checksum: combine(hashes),
});
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({
    archiveId, seconds: Number(process.hrtime.bigint() - start) / 1e9, processorSeconds: (user + system) / 1e6,
}));
