import { accountKey, type Admission } from "../admission.ts";
import { CallBatch } from "../batch.ts";
import { type BlockResult, Outcome } from "../chain.ts";
import { PART_GAS } from "../history.ts";
import type { Part, SentCalls } from "./case.ts";

/** Divides calls of a block by the gas that they used. */
export function partsOf({ gas }: Pick<BlockResult, "gas">, { from, to }: Part, most = PART_GAS): readonly Part[] {
  const parts: Part[] = [];
  let [begin, used] = [from, 0];
  for (let i = from; i < to; i++) {
    if (i > begin && used + gas[i]! > most) {
      parts.push({ from: begin, to: i });
      [begin, used] = [i, 0];
    }
    used += gas[i]!;
  }
  parts.push({ from: begin, to });
  return parts;
}

/** The calls of a part, as a batch. */
export function callsOf({ body, offsets, gasLimits, tips }: SentCalls, { from, to }: Part): CallBatch {
  const calls = new CallBatch();
  calls.body.append(body);
  return Object.assign(calls, {
    count: to - from,
    offsets: offsets.subarray(from, to + 1),
    gasLimits: gasLimits.subarray(from, to),
    tips: tips.subarray(from, to),
  });
}

/** Those of a part that became transactions: the others stay out whatever an earlier part brought them. */
export function executedIn(
  calls: SentCalls,
  { outcomes }: Pick<BlockResult, "outcomes">,
  { from, to }: Part,
): CallBatch {
  const batch = callsOf(calls, { from, to });
  const executed = Array.from({ length: to - from }, (_, i) => i).filter(
    (i) => outcomes[from + i]! <= Outcome.reverted,
  );
  if (executed.length === batch.count) return batch;
  return Object.assign(batch, {
    count: executed.length,
    offsets: Uint32Array.from(executed, (i) => batch.offsets[i]!),
    gasLimits: Uint32Array.from(executed, (i) => batch.gasLimits[i]!),
    tips: Float64Array.from(executed, (i) => batch.tips[i]!),
  });
}

/**
 * The admission of a block that is executed in parts: whether a call finds room depends on the gas of all before it, in
 * whatever part they are, and without it no later call of its sender is included.
 */
export function withRoom(
  admission: Admission,
  { gas }: Pick<BlockResult, "gas">,
  calls: CallBatch,
  blockGasLimit: number,
): Admission {
  const verdicts = admission.verdicts.slice();
  const blocked = new Set<string>();
  let used = 0;
  for (let i = 0; i < calls.count; i++) {
    if (verdicts[i] !== Outcome.succeeded) continue;
    const sender = accountKey(calls.sender(i));
    if (used + calls.gasLimits[i]! > blockGasLimit || blocked.has(sender)) {
      verdicts[i] = Outcome.notIncluded;
      blocked.add(sender);
    } else used += gas[i]!;
  }
  return { ...admission, verdicts };
}

/** What of it is a part's. */
export function admissionOf(admission: Admission, { from, to }: Part): Admission {
  return { ...admission, verdicts: admission.verdicts.subarray(from, to) };
}
