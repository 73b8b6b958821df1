import { JUMPDEST, PUSH1, PUSH32 } from "../../../sim/evm/opcodes.ts";
import { toBytes, toHex, type FuzzCase, type FuzzTransaction } from "./case.ts";

/**
 * A smaller case that still differs: transactions and accounts dropped, code cut off at its end, runs of instructions
 * replaced by JUMPDESTs (offsets, and so jumps, stay), calldata cut, value and tip set to zero. Greedy, until nothing helps or
 * `budget` tries are spent.
 */
export async function shrink(
  start: FuzzCase,
  differs: (candidate: FuzzCase) => Promise<boolean>,
  budget = 1_500,
): Promise<FuzzCase> {
  let best = start;
  let left = budget;
  const attempt = async (candidate: FuzzCase): Promise<boolean> => {
    if (left-- <= 0 || !(await differs(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = Infinity; left > 0 && weight(best) < size;) {
    size = weight(best);
    await dropTransactions(() => best, attempt);
    await dropAccounts(() => best, attempt);
    await cutCode(() => best, attempt);
    await simplifyTransactions(() => best, attempt);
  }
  return best;
}

type Attempt = (candidate: FuzzCase) => Promise<boolean>;

/** What shrinking makes smaller: bytes and transactions, JUMPDESTs counted least. */
function weight({ accounts, blocks }: FuzzCase): number {
  const code = accounts.reduce((sum, account) => {
    const bytes = toBytes(account.code);
    return sum + 10 + bytes.length + 10 * bytes.filter((byte) => byte !== JUMPDEST).length;
  }, 0);
  return blocks.flat().reduce((sum, one) => sum + 100 + one.data.length + one.value.length + one.tip, code);
}

async function dropTransactions(best: () => FuzzCase, attempt: Attempt): Promise<void> {
  for (let block = best().blocks.length - 1; block >= 0; block--) {
    if (best().blocks.length > 1) {
      if (await attempt({ ...best(), blocks: best().blocks.toSpliced(block, 1) })) continue;
    }
    for (let i = best().blocks[block]!.length - 1; i >= 0; i--) {
      await attempt({ ...best(), blocks: best().blocks.with(block, best().blocks[block]!.toSpliced(i, 1)) });
    }
  }
}

async function dropAccounts(best: () => FuzzCase, attempt: Attempt): Promise<void> {
  for (let i = best().accounts.length - 1; i >= 0; i--) {
    await attempt({ ...best(), accounts: best().accounts.toSpliced(i, 1) });
  }
}

async function cutCode(best: () => FuzzCase, attempt: Attempt): Promise<void> {
  for (let i = 0; i < best().accounts.length; i++) {
    const code = (): Uint8Array => toBytes(best().accounts[i]!.code);
    const replace = (bytes: Uint8Array): Promise<boolean> =>
      attempt({ ...best(), accounts: best().accounts.with(i, { ...best().accounts[i]!, code: toHex(bytes) }) });
    for (let cut = code().length >> 1; cut >= 1; cut >>= 1) {
      while (cut < code().length && (await replace(code().subarray(0, code().length - cut))));
    }
    const starts = instructionStarts(code());
    for (let run = starts.length; run >= 1; run = run >> 1) {
      for (let from = 0; from < starts.length; from += run) {
        const bytes = code();
        const to = starts[from + run] ?? bytes.length;
        if (starts[from]! >= bytes.length || isBlank(bytes.subarray(starts[from]!, to))) continue;
        bytes.fill(JUMPDEST, starts[from]!, Math.min(to, bytes.length));
        await replace(bytes);
      }
    }
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === JUMPDEST);
}

function instructionStarts(code: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = 0; at < code.length; at++) {
    starts.push(at);
    const opcode = code[at]!;
    if (opcode >= PUSH1 && opcode <= PUSH32) at += opcode - PUSH1 + 1;
  }
  return starts;
}

async function simplifyTransactions(best: () => FuzzCase, attempt: Attempt): Promise<void> {
  for (let block = 0; block < best().blocks.length; block++) {
    for (let i = 0; i < best().blocks[block]!.length; i++) {
      const change = (changes: Partial<FuzzTransaction>): Promise<boolean> => {
        const transaction = { ...best().blocks[block]![i]!, ...changes };
        return attempt({ ...best(), blocks: best().blocks.with(block, best().blocks[block]!.with(i, transaction)) });
      };
      await change({ value: "0x0" });
      await change({ tip: 0, capAbove: undefined });
      await change({ accessList: undefined });
      for (let cut = 512; cut >= 1; cut >>= 1) {
        const { data } = best().blocks[block]![i]!;
        if (data.length > 2 + 2 * cut) await change({ data: `0x${data.slice(2, data.length - 2 * cut)}` });
      }
    }
  }
}
