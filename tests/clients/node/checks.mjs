// Tries @aws-sdk/client-glacier against the local Glacier service: node checks.mjs <endpoint> <access key> <secret key>.
// The service has that credential, and jobs that end after a moment but for those of the tier Bulk.
// Prints a line for each check: "ok <check>" or "FAILED <check>: <why>".
import { run } from "./kit.mjs";

// The checks are made in the order in which these are read.
import "./mainPath.mjs";
import "./settings.mjs";
import "./refusals.mjs";
import "./ending.mjs";

await run();
