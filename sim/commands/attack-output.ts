import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allowedOf, isMoney, isWritable } from "../attack/allowed.ts";
import { isFound, type AttackResult, type Finding } from "../attack/attack.ts";
import { describeStep } from "../attack/describe.ts";
import { keptSteps, writeLedger, type Kept, type Setting } from "../attack/ledger.ts";
import { solidityTestOf } from "../attack/write-solidity.ts";
import { testOf, type Library } from "../attack/write-test.ts";
import { fileNameOf } from "../runs/folder.ts";

/** Where findings are written, and what made them. */
export interface AttackOutput {
  readonly folder: string;
  /** The ledger, and what stands in it already. */
  readonly file: string;
  readonly ledger: readonly Kept[];
  readonly command: string;
  readonly setting: Setting;
  readonly library: Library;
}

/** Writes a test for each finding, in TypeScript and in Solidity, and the ledger. @returns the former by finding */
export function writeFindings(
  result: AttackResult,
  { folder, file, ledger, command, setting, library }: AttackOutput,
): ReadonlyMap<Finding, string> {
  const written = new Map<Finding, string>();
  for (const finding of result.findings) {
    if (!isWritable(finding)) continue;
    mkdirSync(folder, { recursive: true });
    const allowed = allowedOf(finding);
    const path = join(folder, `${fileNameOf(finding.scene.world.inputs.scenario.name)}-${finding.id}.test.ts`);
    writeFileSync(path, testOf(finding, command, allowed, library));
    if (isMoney(finding))
      writeFileSync(path.replace(/\.test\.ts$/, ".t.sol"), solidityTestOf(finding, command, allowed));
    written.set(finding, path);
  }
  const found = result.findings.map((finding): Kept => ({
    id: finding.id,
    kind: finding.verdict.kind,
    profit: String(finding.profit),
    objective: finding.scene.objective.name,
    command,
    setting,
    steps: keptSteps(finding.scene, finding.steps),
    status: "open",
  }));
  const earlier = ledger
    .filter(({ id }) => !found.some((one) => one.id === id))
    .map((one): Kept => ({ ...one, status: result.known.get(one.id) ?? one.status }));
  if (found.length + earlier.length > 0) writeLedger(file, [...earlier, ...found]);
  return written;
}

/** What `--json` prints. */
export function documentOf(
  result: AttackResult,
  written: ReadonlyMap<Finding, string>,
  command: string,
  status: number,
): object {
  const { search } = result;
  return {
    verdict: isFound(result) ? "found" : "nothing found with this budget",
    status,
    command,
    findings: result.findings.map((finding) => ({
      id: finding.id,
      kind: finding.verdict.kind,
      profit: String(finding.profit),
      objective: finding.scene.objective.name,
      amount: String(finding.verdict.net),
      fair: String(finding.verdict.fair),
      accounts: finding.verdict.accounts,
      leastCapital: finding.leastCapital,
      ...(finding.elsewhere && { elsewhere: finding.elsewhere }),
      foundAtCall: finding.calls,
      honestCallsAfter: finding.unmoved,
      steps: finding.steps.map((step) => describeStep(finding.scene, step)),
      test: written.get(finding),
    })),
    known: Object.fromEntries(result.known),
    dust: String(result.dust),
    capital: String(result.capital),
    calls: search.calls,
    states: search.states,
    edges: search.edges,
    ...(result.power && { power: result.power.mutants }),
    functions: result.functions,
    neverSucceeded: result.untouched,
    means: result.means,
    engine: { search: "fast", judged: "transactions" },
  };
}
