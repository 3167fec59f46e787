// What a script on the JavaScript SDK does behind a slow line, measured: small files, so many at once.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Glacier } from "@aws-sdk/client-glacier";

const [endpoint, source, count, atOnce] = process.argv.slice(2);
const glacier = new Glacier({
    endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret-of-a-test" },
});
const names = (await readdir(source)).sort().slice(0, Number(count));
const start = process.hrtime.bigint();
let next = 0;

async function send() {
    for (let i = next++; i < names.length; i = next++) {
        const body = await readFile(join(source, names[i]));
        await glacier.uploadArchive({ accountId: "-", vaultName: "measured", archiveDescription: names[i], body });
    }
}

await Promise.all(Array.from({ length: Number(atOnce) }, send));
console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - start) / 1e9, count: names.length }));
