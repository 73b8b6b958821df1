/**
 * Compares the fast engine with the Hardhat chain on random programs and on random calls to real contracts.
 * Options: --seed N (default 1), --hardfork NAME (default the newest), --programs N (default 100000), --seconds N (stop after that time), --keep (write what
 * differs, shrunk, to test/evm/regressions/). Same seed, same programs. Exit status 1 when anything differs.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import hre from "hardhat";
import { DEFAULT_HARDFORK, HARDFORKS } from "../sim/core/hardfork.ts";
import { projectArtifacts } from "../test/evm/fuzz/artifacts.ts";
import { Fuzzer, type Finding } from "../test/evm/fuzz/fuzzer.ts";
import { compileOpenZeppelin } from "../test/evm/fuzz/openzeppelin.ts";

const MAX_FINDINGS = 10;
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    programs: { type: "string", default: "100000" },
    seconds: { type: "string" },
    hardfork: { type: "string", default: DEFAULT_HARDFORK },
    keep: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const seconds = values.seconds === undefined ? Infinity : Number(values.seconds);
const programs = Number(values.programs);
const hardfork = HARDFORKS.find((name) => name === values.hardfork);
if (hardfork === undefined) throw new Error(`--hardfork is one of ${HARDFORKS.join(", ")}`);

await hre.tasks.getTask("build").run({ quiet: true });
const artifacts = [...compileOpenZeppelin(), ...projectArtifacts()];
console.log(`seed ${seed}; ${hardfork}; contracts: ${artifacts.map(({ contractName }) => contractName).join(", ")}`);
const fuzzer = await Fuzzer.create({ seed, artifacts, hardfork });
const start = performance.now();
const elapsed = (): number => (performance.now() - start) / 1000;
let findings = 0;
let reported = 0;
while (fuzzer.counts.programs + fuzzer.counts.sequences < programs && elapsed() < seconds && findings < MAX_FINDINGS) {
  for (const finding of await fuzzer.next()) {
    if (findings++ < MAX_FINDINGS) report(await fuzzer.shrink(finding), findings);
  }
  if (elapsed() > reported + 10) {
    reported = elapsed();
    console.log(summary());
  }
}
console.log(summary());
console.log(fuzzer.coverage.report());
console.log(findings === 0 ? "no difference" : `${findings} differences`);
process.exit(findings === 0 ? 0 : 1);

function summary(): string {
  const { programs, sequences, transactions, succeeded, gas } = fuzzer.counts;
  return (
    `${elapsed().toFixed(0)} s: ${programs} programs, ${sequences} call sequences, ${transactions} transactions ` +
    `(${((100 * succeeded) / Math.max(1, transactions)).toFixed(0)} % succeeded), ${(gas / 1e9).toFixed(2)} Ggas`
  );
}

function report(finding: Finding, number: number): void {
  console.log(`DIFFERENCE ${number} (${finding.subject}): ${finding.what}\n${JSON.stringify(finding.case)}`);
  if (!values.keep) return;
  const folder = join(import.meta.dirname, "../test/evm/regressions");
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ subject: finding.subject, what: finding.what, case: finding.case }, null, 2);
  writeFileSync(join(folder, `seed-${seed}-${number}-${finding.subject}.json`), `${text}\n`);
}
