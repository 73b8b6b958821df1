import { amountsOf, replaceAmounts } from "../amounts.ts";
import { ownIn, scaled } from "../polish.ts";
import { all, number, type Arg, type Step } from "../program.ts";
import { isNumber } from "../surface.ts";
import type { Trial } from "./trial.ts";

/** Programs with more calls than this are left alone, and so are those that cannot lose two. */
const MOST_CALLS = 6;
const LEAST_CALLS = 4;
/** Halvings until a step succeeds, and halvings of what lies between. */
const HALVINGS = 12;

/**
 * A call is left out, and what an account did that is not needed then is done by another; or something else is done first,
 * and two calls are left out for it. A step that asks for too much afterwards asks for as much as it gets. Each alone takes
 * less: only all of it together leads from one way to the other.
 */
export function otherFirst(trial: Trial): boolean {
  const places = trial.steps.flatMap(({ kind }, i) => (kind === "call" ? [i] : []));
  if (places.length < LEAST_CALLS || places.length > MOST_CALLS) return false;
  for (const at of places)
    for (const rest of byOthers(
      trial,
      trial.steps.filter((_, i) => i !== at),
    ))
      if (takes(trial, rest)) return true;
  const firsts = firstsOf(trial);
  for (const one of places)
    for (const other of places.filter((place) => place > one))
      for (const rest of byOthers(
        trial,
        trial.steps.filter((_, i) => i !== one && i !== other),
      ))
        for (const first of firsts) if (takes(trial, [first, ...rest])) return true;
  return false;
}

/** Tries steps, and where one of them fails, with as much as it gets; who fails more than once was needed. */
function takes(trial: Trial, steps: readonly Step[]): boolean {
  if (trial.left === 0) return false;
  const { taken, profit } = trial.execute(steps);
  if (taken.length === steps.length) return profit >= trial.floor && trial.try(taken);
  if (taken.length < steps.length - 1) return false;
  const less = asMuchAsGoes(
    trial,
    steps,
    steps.find((step) => !taken.includes(step))!,
  );
  return less !== undefined && trial.try(less);
}

/** What succeeds at the beginning and the steps do not call, by each account with all that is its own for amounts. */
function firstsOf(trial: Trial): Step[] {
  const { fns, party, wealth, session } = trial.scene;
  const known = new Set(trial.steps.map((step) => (step.kind === "call" ? step.fn : -1)));
  const made = fns.flatMap(({ abi }, fn) =>
    known.has(fn) || !abi.inputs.every((input) => input.type === "address" || isNumber(input))
      ? []
      : party.accounts.flatMap((_, sender): Step[] => {
          const held = wealth.filter((one) => one.account === sender && (session.entryValues[one.index] ?? 0n) > 0n);
          const amounts = abi.inputs.some(isNumber) ? held.map(({ index }) => all(index)) : [number(0n)];
          return amounts.map((amount): Step => ({
            kind: "call",
            sender,
            fn,
            args: abi.inputs.map((input): Arg => (isNumber(input) ? amount : { kind: "address", of: sender })),
          }));
        }),
  );
  return made.filter((step) => trial.execute([step]).taken.length === 1);
}

/** The steps as they are, and with one account in the place of another. */
function* byOthers({ rotation, scene }: Trial, steps: readonly Step[]): Iterable<readonly Step[]> {
  yield steps;
  const accounts = scene.party.accounts.map((_, i) => i);
  for (const from of accounts)
    for (const to of accounts)
      if (from !== to)
        yield rotation.steps(
          steps,
          accounts.map((account) => (account === from ? to : account)),
        );
}

/** The step with the largest part of its amounts with which all steps succeed; undefined where none does. */
function asMuchAsGoes(trial: Trial, steps: readonly Step[], failing: Step): readonly Step[] | undefined {
  const own = ownIn(trial.scene);
  const at = steps.indexOf(failing);
  if (amountsOf([failing]).length === 0) return undefined;
  const changed = (factor: number): Step[] =>
    steps.map((step, i) => (i === at ? replaceAmounts([step], (amount) => scaled(amount, factor, own))[0]! : step));
  const succeeds = (factor: number): boolean => trial.execute(changed(factor)).taken.length === steps.length;
  let low = 0.5;
  let high = 1;
  for (let i = 0; !succeeds(low); i++) {
    if (i === HALVINGS) return undefined;
    [low, high] = [low / 2, low];
  }
  for (let i = 0; i < HALVINGS; i++) {
    const middle = Math.sqrt(low * high);
    if (succeeds(middle)) low = middle;
    else high = middle;
  }
  return changed(low);
}
