import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../../core/errors/errors.ts";
import { toHex } from "../codec/hex.ts";
import type { CheckCase, SentCalls } from "./case.ts";
import type { Comparison } from "./comparison.ts";

/** What is thrown of a difference; both traces are kept in `traces` where it lies in a call. */
export function differs({ head, step }: CheckCase, comparison: Comparison, traces: string): RunError {
  const { call, what, fast, reference } = comparison.difference!;
  const before = call < 0 || step.kind !== "block";
  const taken = step.kind === "block" || step.kind === "deployment";
  const number = taken ? head.number + 1 : head.number;
  const where = [`block ${number}`];
  if (step.kind === "deployment") where.push(`the deployment of ${step.deployment.label ?? "a contract"}`);
  if (step.kind === "state") where.push("the whole state at the end");
  if (!before) where.push(`call ${call} of ${toHex(senderOf(step.calls, call))}`, firstStep(comparison));
  const file = join(traces, `replay-block-${number}-${step.kind}${before ? "" : `-call-${call}`}.json`);
  mkdirSync(traces, { recursive: true });
  writeFileSync(file, JSON.stringify({ number, call, ...comparison }, plain, 1));
  return RunError.of("REPLAY_DIFFERENCE", {
    where: where.join(", "),
    expected: `${what} ${reference.slice(0, 300)} as on the Hardhat chain`,
    found: fast.slice(0, 300),
    remedy: `${before ? "what is known of it" : "both traces"} ${before ? "is" : "are"} in ${file}; run with --engine batched or transactions, and report the case`,
  });
}

/** The first instruction before which the engines differ. */
function firstStep({ fast, reference }: Comparison): string {
  const step = reference.findIndex(({ pc, depth, gas }, i) => {
    const ours = fast[i];
    return ours === undefined || ours.pc !== pc || ours.depth + 1 !== depth || ours.gas !== BigInt(gas);
  });
  return step < 0
    ? "no instruction differs"
    : `instruction ${step} (pc ${reference[step]!.pc}, ${reference[step]!.op})`;
}

function senderOf({ body, offsets }: SentCalls, call: number): Uint8Array {
  return body.subarray(offsets[call]!, offsets[call]! + 20);
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? toHex(value) : value;
}
