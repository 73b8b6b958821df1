import { amountsOf } from "../amounts.ts";
import { eachArgument } from "../arguments.ts";
import { WHOLE, type Amount, type CallStep, type Step } from "../program.ts";
import type { Scene } from "../scene.ts";

/** A call less counts as so much. */
export const CALL_COST = 1e6;

/** To wait for blocks is simpler than to let long times pass. */
const PAUSE_COST = 100;
/** Times that people tell, seconds: the larger the simpler. */
export const UNITS = [86_400, 3600, 60, 1];

/** A half is simpler, and a whole number of days simpler than one of minutes that is nearly as long. */
const pauseCost = (seconds: number): number =>
  PAUSE_COST + Math.floor(Math.log2(seconds)) * UNITS.length + UNITS.findIndex((unit) => seconds % unit === 0);

/** How long a program is: calls first, then waits, accounts, and how simple amounts are. */
export function costOf(scene: Scene, steps: readonly Step[]): number {
  const calls = steps.flatMap((step) => (step.kind === "call" ? [step, ...withinOf(step)] : []));
  const waits = steps.filter(({ kind }) => kind !== "call").length;
  const blocks = steps.reduce((sum, step) => sum + (step.kind === "wait" ? step.blocks : 0), 0);
  const pauses = steps.reduce((sum, step) => sum + (step.kind === "pause" ? pauseCost(step.seconds) : 0), 0);
  const accounts = new Set(calls.map(({ sender }) => sender)).size;
  const others = calls.filter(({ sender }) => sender !== 0).length;
  const amounts = amountsOf(steps).reduce((sum, amount) => sum + riddle(scene, amount), 0);
  return (
    calls.length * CALL_COST +
    waits * 1e5 +
    accounts * 2e4 +
    others * 1e3 +
    amounts * 10 +
    listLength(steps) * 10 +
    foreignAddresses(steps) +
    blocks * 0.1 +
    pauses
  );
}

export const withinOf = (step: Step | undefined): readonly CallStep[] =>
  step?.kind === "call" ? (step.within ?? []) : [];

/** How hard an amount is to read; a part of what has nothing to do with the account is a riddle. */
export function riddle(scene: Scene, amount: Amount): number {
  if (amount.kind === "number") return digits(amount);
  const { account } = scene.session.observer.observables[amount.of]!;
  const natural = account >= 0 || scene.wealth.some(({ index }) => index === amount.of);
  return digits(amount) + (natural ? 0 : 3);
}

/** 0 for a whole, 1 for nothing and one, more for each digit of others. */
function digits(amount: Amount): number {
  const value = amount.kind === "share" ? amount.numerator : amount.value;
  if (amount.kind === "share" && amount.numerator === WHOLE && amount.plus === 0n) return 0;
  if (amount.kind === "number" && value <= 1n) return 1;
  return 1 + String(value).replace(/0+$/, "").length + (amount.kind === "share" && amount.plus !== 0n ? 2 : 0);
}

function foreignAddresses(steps: readonly Step[]): number {
  let count = 0;
  eachArgument(steps, (arg, { sender }) => (count += arg.kind === "address" && arg.of !== sender ? 1 : 0));
  return count;
}

function listLength(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind !== "call") return sum;
    return sum + step.args.reduce((n, arg) => n + (arg.kind === "list" ? arg.items.length : 0), 0);
  }, 0);
}
