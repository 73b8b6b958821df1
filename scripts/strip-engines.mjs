// Removes `engines` from the os-gated optional packages of package-lock.json. Under npm on Node 20 an optional
// package whose engines do not match is skipped without a word, and the Hardhat chain (EDR) is such a package.
// Run after every regeneration of the lock; test/setup.test.ts fails when it was forgotten.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const entry of Object.values(lock.packages)) if (entry.optional && entry.os) delete entry.engines;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
