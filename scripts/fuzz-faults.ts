/**
 * Does the fuzzer find what is wrong? Plants one fault at a time in a copy of the engine and fuzzes it until a difference
 * shows. Prints a Markdown table. With --tight instead: fuzzes an engine with tiny tables, which must show none. Options:
 * --seed N (default 1), --programs N (give up after so many, default 20000), --only TEXT (faults whose name holds it).
 * Exit status 1 when a fault was not found, or a difference without a fault.
 */
import { parseArgs } from "node:util";
import { buildChanged, editsOf, FAULTS, TIGHT } from "../test/evm/fuzz/faults.ts";
import { Fuzzer } from "../test/evm/fuzz/fuzzer.ts";
import { ReferenceChain } from "../test/evm/fuzz/reference.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    programs: { type: "string", default: "20000" },
    only: { type: "string", default: "" },
    tight: { type: "boolean", default: false },
  },
});
const chain = await ReferenceChain.create();
const max = Number(values.programs);
if (values.tight) {
  const fuzzer = await Fuzzer.create({ seed: Number(values.seed), engine: await buildChanged("tight", TIGHT) }, chain);
  let findings = 0;
  while (findings === 0 && fuzzer.counts.programs < max) {
    for (const finding of await fuzzer.next()) {
      findings++;
      const { subject, what, case: one } = await fuzzer.shrink(finding);
      console.log(`DIFFERENCE (${subject}): ${what}\n${JSON.stringify(one)}`);
    }
  }
  console.log(`tiny tables: ${findings} differences in ${fuzzer.counts.programs} programs`);
  process.exit(findings === 0 ? 0 : 1);
}
let missed = 0;
console.log(
  "| planted fault | way of executing | programs until found | seconds | processor seconds | how it showed |",
);
console.log("| --- | --- | ---: | ---: | ---: | --- |");
for (const fault of FAULTS) {
  if (!fault.name.includes(values.only)) continue;
  const engine = await buildChanged(fault.name, editsOf(fault));
  const fuzzer = await Fuzzer.create({ seed: Number(values.seed), subjects: [fault.subject], engine }, chain);
  const start = performance.now();
  const cpu = process.cpuUsage();
  let shown: string | undefined;
  while (shown === undefined && fuzzer.counts.programs < max) shown = (await fuzzer.next())[0]?.what;
  if (shown === undefined) missed++;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const { user, system } = process.cpuUsage(cpu);
  const busy = ((user + system) / 1e6).toFixed(1);
  const how = shown === undefined ? "**not found**" : shown.replaceAll("|", "\\|").slice(0, 90);
  console.log(`| ${fault.name} | ${fault.subject} | ${fuzzer.counts.programs} | ${seconds} | ${busy} | ${how} |`);
}
process.exit(missed === 0 ? 0 : 1);
