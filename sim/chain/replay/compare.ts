import { type BlockResult, Outcome, type ViewResult } from "../chain.ts";
import { toHex } from "../codec/hex.ts";
import type { ViewsStep } from "./case.ts";

/** Where two executions of a block part. */
export interface Difference {
  /** The call, or -1 when it is not known which. */
  readonly call: number;
  readonly what:
    | "outcome"
    | "gas"
    | "return data"
    | "logs"
    | "created address"
    | "balance"
    | "nonce"
    | "code"
    | "storage"
    | "existence"
    | "state root"
    | "commitment"
    | "answer to a view";
  readonly fast: string;
  readonly reference: string;
}

/**
 * The first difference between two results of the same calls, call by call: outcome, gas, return data, logs.
 * @param from The call of the block that is the first of the reference.
 */
export function firstDifference(fast: BlockResult, reference: BlockResult, from = 0): Difference | undefined {
  const fastLogs = logsByCall(fast);
  const referenceLogs = logsByCall(reference);
  for (let i = 0; i < reference.count; i++) {
    const call = from + i;
    const pairs: [Difference["what"], string, string][] = [
      ["outcome", outcomeName(fast.outcomes[call]!), outcomeName(reference.outcomes[i]!)],
      ["return data", returned(fast, call), returned(reference, i)],
      ["logs", fastLogs[call] ?? "", referenceLogs[i] ?? ""],
      ["gas", String(fast.gas[call]), String(reference.gas[i])],
    ];
    for (const [what, a, b] of pairs) if (a !== b) return { call, what, fast: a, reference: b };
  }
  return undefined;
}

/** The first read that was answered otherwise. */
export function differentAnswer({ views, ok, data }: ViewsStep, reference: ViewResult): Difference | undefined {
  for (let i = 0; i < views.length; i++) {
    const text = (answered: boolean, bytes: Uint8Array) => `${answered ? "" : "revert "}${toHex(bytes)}`;
    const of = views[i]!.balance ? "balance" : toHex(views[i]!.data.subarray(0, 4));
    const fast = text(ok[i] === 1, data[i]!);
    const other = text(
      reference.ok[i] === 1,
      reference.data.subarray(reference.offsets[i]!, reference.offsets[i + 1]!),
    );
    if (fast !== other)
      return {
        call: -1,
        what: "answer to a view",
        fast: `${of} of ${toHex(views[i]!.target)}: ${fast}`,
        reference: other,
      };
  }
  return undefined;
}

function returned(result: BlockResult, call: number): string {
  return toHex(result.returns.subarray(result.returnOffsets[call]!, result.returnOffsets[call + 1]!));
}

/** Each call's logs as hex, without the call's number. */
function logsByCall(result: BlockResult): string[] {
  const { logs } = result;
  const view = new DataView(logs.buffer, logs.byteOffset, logs.byteLength);
  const found: string[] = [];
  for (let i = 0, at = 0; i < result.logCount; i++) {
    const call = view.getUint32(at, true);
    const dataAt = at + 25 + 32 * logs[at + 24]!;
    const end = dataAt + 4 + view.getUint32(dataAt, true);
    found[call] = (found[call] ?? "") + toHex(logs.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function outcomeName(outcome: number): string {
  return Object.entries(Outcome).find(([, value]) => value === outcome)?.[0] ?? String(outcome);
}
