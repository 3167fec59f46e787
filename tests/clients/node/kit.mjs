// What the checks of the JavaScript SDK share: the client, how a check is declared and what it asserts.
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as sdk from "@aws-sdk/client-glacier";

export const MIB = 1 << 20;
export const ARCHIVE = Buffer.alloc(2.5 * MIB, Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7) % 251)));
export const ARN = "arn:aws:glacier:us-east-1:111122223333:vaults/photos";
export const TOPIC = "arn:aws:sns:us-east-1:111122223333:topic";
export const state = {};

export const [endpoint, accessKeyId, secretAccessKey] = process.argv.slice(2);
const checks = [];

export function client(credentials = {}) {
    return new sdk.Glacier({
        endpoint, region: "us-east-1", maxAttempts: 1,
        credentials: { accessKeyId, secretAccessKey, ...credentials },
    });
}

export const glacier = client();

export function check(name, action) {
    checks.push({ name, action });
}

export function same(expected, actual) {
    if (!isDeepStrictEqual(actual, expected)) {
        throw new Error(`expected ${brief(expected)}, got ${brief(actual)}`);
    }
}

/** Asserts that a call fails with this status, exception class and text. */
export async function refused(status, code, message, call) {
    let error;
    try {
        await call();
    } catch (thrown) {
        error = thrown;
    }

    if (error === undefined) {
        throw new Error("it was not refused");
    }

    // Exceptions that the client's model does not know are of the class that all others are derived from.
    if (!(error instanceof (sdk[code] ?? sdk.GlacierServiceException))) {
        throw new Error(`the error is a ${error.constructor.name}: ${error.message}`);
    }

    same(code, error.name);
    same(status, error.$metadata.httpStatusCode);
    if (!error.message.includes(message)) {
        throw new Error(error.message);
    }
}

export function sha256(data) {
    return createHash("sha256").update(data).digest();
}

/** The tree hash: leaves of 1 MiB, neighbours hashed in pairs, a last one without a neighbour moves up. */
export function treeHash(data) {
    let level = [];
    for (let start = 0; start < data.length; start += MIB) {
        level.push(sha256(data.subarray(start, start + MIB)));
    }

    while (level.length > 1) {
        const above = [];
        for (let i = 0; i < level.length; i += 2) {
            above.push(i + 1 < level.length ? sha256(Buffer.concat([level[i], level[i + 1]])) : level[i]);
        }

        level = above;
    }

    return level[0].toString("hex");
}

export function status(answer) {
    return answer.$metadata.httpStatusCode;
}

export async function startJob(jobParameters) {
    return (await glacier.initiateJob({ vaultName: "photos", jobParameters })).jobId;
}

/** Starts a job and waits until it has ended. */
export async function runJob(jobParameters) {
    const jobId = await startJob(jobParameters);
    const deadline = Date.now() + 60_000;
    for (;;) {
        const job = await glacier.describeJob({ vaultName: "photos", jobId });
        if (job.Completed) {
            same("Succeeded", job.StatusCode);
            return jobId;
        }

        if (Date.now() > deadline) {
            throw new Error("the job takes too long");
        }

        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

/** All items of a list, page by page. */
export async function all(paginator, member) {
    const items = [];
    for await (const page of paginator) {
        items.push(...page[member]);
    }

    return items;
}

/** A policy that denies everyone an action on a vault. */
export function deny(action, vault = "photos") {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{
            Effect: "Deny", Principal: { AWS: "*" }, Action: "glacier:" + action,
            Resource: ARN.replace("photos", vault),
        }],
    });
}

export async function run() {
    for (const { name, action } of checks) {
        try {
            await action();
            console.log("ok " + name);
        } catch (error) {
            // Whatever goes wrong belongs to its check; the others are still tried.
            console.log(`FAILED ${name}: ${error.name}: ${error.message}`.replaceAll("\n", " "));
        }
    }
}

function brief(value) {
    return (JSON.stringify(value) ?? "undefined").slice(0, 300);
}
