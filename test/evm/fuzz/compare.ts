import { engineStorageRoot } from "../state-tests/run-case.ts";
import { toBytes, toHex, type FuzzBlock, type FuzzCase, type Hex, type Outcome, type Outcomes } from "./case.ts";
import type { ReferenceChain } from "./reference.ts";
import type { Subject, SubjectName } from "./subject.ts";

/** Where an engine and the chain part, first of all in a case. */
export interface Difference {
  /** Index of the case in its batch. */
  readonly index: number;
  readonly subject: SubjectName;
  readonly what: string;
}

/**
 * Runs a batch of cases on the chain and on the engines. Returns the first difference of each case and engine. `before`
 * may look at the chain when the accounts are placed and nothing has run.
 */
export async function compare(
  chain: ReferenceChain,
  subjects: readonly Subject[],
  cases: readonly FuzzCase[],
  before?: () => Promise<void>,
): Promise<{ differences: Difference[]; outcomes: Outcomes }> {
  const differences: Difference[] = [];
  const after = async (blocks: readonly FuzzBlock[], expected: Outcomes): Promise<void> => {
    for (const subject of subjects) {
      if (subject.accepts(cases)) differences.push(...(await compareOne(chain, subject, cases, blocks, expected)));
    }
  };
  const { outcomes } = await chain.run(cases, { before, after });
  return { differences, outcomes };
}

async function compareOne(
  chain: ReferenceChain,
  subject: Subject,
  cases: readonly FuzzCase[],
  blocks: readonly FuzzBlock[],
  expected: Outcomes,
): Promise<Difference[]> {
  let found: ReturnType<Subject["run"]>;
  try {
    found = subject.run(cases, blocks);
  } catch (error) {
    return [{ index: cases.length === 1 ? 0 : -1, subject: subject.name, what: `the engine threw ${String(error)}` }];
  }
  const differences: Difference[] = [];
  for (const index of cases.keys()) {
    const what = firstDifference(expected[index]!, found.outcomes[index]!);
    if (what !== undefined) differences.push({ index, subject: subject.name, what });
  }
  const block = blocks.findIndex(({ stateRoot }, i) => stateRoot !== found.stateRoots[i]);
  if (differences.length === 0 && subject.evm.recomputeCommitment() !== subject.evm.commitment()) {
    const what = "the tables do not hold what was written to them";
    differences.push({ index: cases.length === 1 ? 0 : -1, subject: subject.name, what });
  }
  if (block >= 0 && differences.length === 0) {
    const accounts = await differingAccounts(chain, subject, cases);
    for (const { index, what } of accounts) differences.push({ index, subject: subject.name, what });
    if (accounts.length === 0) {
      const what = `state root after block ${block} differs, no account at the end does`;
      differences.push({ index: cases.length === 1 ? 0 : -1, subject: subject.name, what });
    }
  }
  return differences;
}

function firstDifference(expected: readonly (readonly Outcome[])[], found: typeof expected): string | undefined {
  for (const [block, outcomes] of expected.entries()) {
    for (const [i, outcome] of outcomes.entries()) {
      const other = found[block]![i]!;
      for (const key of ["succeeded", "gasUsed", "logs"] as const) {
        const [right, wrong] = [JSON.stringify(outcome[key]), JSON.stringify(other[key])];
        if (right !== wrong) return `block ${block} transaction ${i}: ${key} is ${wrong}, expected ${right}`;
      }
    }
  }
  return undefined;
}

async function differingAccounts(
  chain: ReferenceChain,
  subject: Subject,
  cases: readonly FuzzCase[],
): Promise<{ index: number; what: string }[]> {
  const differing: { index: number; what: string }[] = [];
  const { evm } = subject;
  const addresses = new Set([...evm.accounts()].map(toHex));
  for (const { accounts } of cases) for (const { address } of accounts) addresses.add(address);
  for (const address of addresses) {
    const right = await chain.account(address);
    const bytes = toBytes(address);
    const account = evm.account(bytes);
    const found = {
      balance: account?.balance ?? 0n,
      nonce: account?.nonce ?? 0n,
      codeHash: toHex(evm.codeHash(bytes)),
      storageHash: toHex(engineStorageRoot(evm, bytes)),
    };
    for (const key of ["balance", "nonce", "codeHash", "storageHash"] as const) {
      if (right[key] === found[key]) continue;
      const what = `${key} of ${address} is ${found[key]}, expected ${right[key]}`;
      differing.push({ index: ownerOf(address, cases), what });
    }
  }
  return differing;
}

/** The case that has the address; created contracts and shared accounts belong to none unless the case is alone. */
function ownerOf(address: Hex, cases: readonly FuzzCase[]): number {
  if (cases.length === 1) return 0;
  return cases.findIndex(({ accounts }) => accounts.some((account) => account.address === address));
}
