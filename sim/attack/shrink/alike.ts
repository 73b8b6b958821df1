import type { CallStep, Step } from "../program.ts";
import { withinOf } from "./cost.ts";

/** Whether two steps are the same but for amounts and times. */
export function isAlike(one: Step, other: Step): boolean {
  if (one.kind !== "call" || other.kind !== "call") return one.kind === other.kind;
  return (
    one.fn === other.fn &&
    one.sender === other.sender &&
    directionOf(one) === directionOf(other) &&
    withinOf(one).length === withinOf(other).length
  );
}

/** Which way a call goes: its arguments that are no amounts. */
export function directionOf(step: CallStep): string {
  return step.args
    .map((arg) => (arg.kind === "address" ? `@${arg.of}` : arg.kind === "bool" ? String(arg.value) : ""))
    .join();
}
