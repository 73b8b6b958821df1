import { replaceAmounts } from "../amounts.ts";
import { number, type CallStep, type Step } from "../program.ts";
import { directionOf, isAlike } from "./alike.ts";
import { withinOf } from "./cost.ts";
import { tryRepaired } from "./repair.ts";
import { hasToWait, joinedWaits, waitsFirst } from "./waits.ts";
import type { Trial } from "./trial.ts";

/** Rounds of so many calls are looked for. */
const LONGEST_ROUND = 6;

/** Steps in lengths halved again and again (delta debugging). */
export function dropRuns(trial: Trial): void {
  for (let length = Math.ceil(trial.steps.length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let at = trial.steps.length - length; at >= 0; at--) {
      if (at + length > trial.steps.length) continue;
      trial.try([...trial.steps.slice(0, at), ...trial.steps.slice(at + length)]);
    }
  }
}

/** Each different call once, and amounts chosen anew: the way there is mostly longer than the way. */
export function skeleton(trial: Trial): void {
  const seen = new Set<string>();
  const once = trial.steps.flatMap((step): Step[] => {
    if (step.kind !== "call") return [step];
    const key = `${step.fn} ${directionOf(step)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [step];
  });
  if (once.length < trial.steps.length) tryRepaired(trial, once);
  // Waiting first, as often nothing has to be done before; and by the first account, which has the most.
  const calls = once.filter(({ kind }) => kind === "call");
  const waits = joinedWaits(once.filter(({ kind }) => kind !== "call"));
  if (!tryRepaired(trial, [...waits, ...trial.byFirst(calls)])) tryRepaired(trial, [...waits, ...calls]);
  const inner = new Set(once.flatMap((step) => withinOf(step).map(({ fn }) => fn)));
  for (const fn of inner)
    tryRepaired(
      trial,
      [...waits, ...calls].map((step) => {
        const one = withinOf(step).find((call) => call.fn === fn);
        return step.kind === "call" && one ? { ...step, within: [one] } : step;
      }),
    );
}

/** Rounds that are gone more than once are gone once less, and the amounts of the others chosen anew; the longest first. */
export function dropRounds(trial: Trial): void {
  for (let length = LONGEST_ROUND; length >= 2; length--)
    for (let at = trial.steps.length - length; at >= length; at--) {
      if (at + length > trial.steps.length) continue;
      const { steps } = trial;
      const isAgain = Array.from({ length }, (_, i) => isAlike(steps[at + i]!, steps[at + i - length]!));
      if (!isAgain.includes(false)) tryRepaired(trial, [...steps.slice(0, at), ...steps.slice(at + length)]);
    }
}

/** A call less, or one or all within another less, and the amounts of the others chosen anew. */
export function dropAndRepair(trial: Trial): void {
  for (let i = trial.steps.length - 1; i >= 0; i--) {
    const step = trial.steps[i];
    if (step?.kind !== "call") continue;
    const others = trial.steps.filter((_, j) => j !== i);
    // What the call gave a number to may be named by another one then; and what it made an amount of stays as much.
    const asMuch = trial.inNumbers().filter((_, j) => j !== i);
    if (trial.try(renumbered(others)) || trial.try(asMuch) || tryRepaired(trial, others)) continue;
    if (hasToWait(others) && tryRepaired(trial, waitsFirst(others))) continue;
    if (isPatient(others) && tryRepaired(trial, hurried(others), undefined, true)) continue;
    for (let j = withinOf(step).length - 1; j >= 0 && withinOf(step).length > 1; j--) {
      const less = { ...step, within: withinOf(step).filter((_, k) => k !== j) };
      if (
        tryRepaired(
          trial,
          trial.steps.map((one, k) => (k === i ? less : one)),
        )
      ) {
        i++; // the same call again, which has one less within
        break;
      }
    }
  }
}

/** Smaller numbers count things. */
const COUNTED = 1000n;

/** The same with every number that counts things one less. */
function renumbered(steps: readonly Step[]): Step[] {
  return replaceAmounts(steps, (amount) =>
    amount.kind === "number" && amount.value > 0n && amount.value < COUNTED ? number(amount.value - 1n) : amount,
  );
}

const isPatient = (steps: readonly Step[]): boolean => steps.some((step) => step.kind === "wait" && step.blocks > 1);

/** The same in half of the time: what others take meanwhile is the attacker's then. */
const hurried = (steps: readonly Step[]): Step[] =>
  steps.map((step) => (step.kind === "wait" ? { kind: "wait", blocks: Math.ceil(step.blocks / 2) } : step));

/** What is done within a call is done without it. */
export function unwrap(trial: Trial): void {
  for (let i = trial.steps.length - 1; i >= 0; i--) {
    const within: readonly Step[] = withinOf(trial.steps[i]);
    if (within.length === 0) continue;
    const steps = [...trial.steps.slice(0, i), ...within, ...trial.steps.slice(i + 1)];
    tryRepaired(trial, steps);
  }
}

/** Calls within calls left out, and repeats within become one with larger amounts. */
export function dropWithin(trial: Trial, raised: (step: CallStep, times: number) => readonly CallStep[]): void {
  for (let i = 0; i < trial.steps.length; i++) {
    for (let j = withinOf(trial.steps[i]).length - 1; j >= 0; j--) {
      const step = trial.steps[i] as CallStep;
      const within = withinOf(step).filter((_, k) => k !== j);
      if (within.length > 0) trial.replace(i, { ...step, within });
      else {
        const { within: _within, ...bare } = step;
        trial.replace(i, bare);
      }
    }
    const step = trial.steps[i];
    if (step?.kind !== "call") continue;
    for (const inner of withinOf(step))
      for (const more of raised(inner, 4)) {
        const current = trial.steps[i] as CallStep;
        const within = withinOf(current)
          .filter((one) => one === inner || one.fn !== inner.fn)
          .map((one) => (one === inner ? more : one));
        if (within.length < withinOf(current).length && trial.replace(i, { ...current, within })) break;
      }
  }
}
