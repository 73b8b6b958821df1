import { amountsOf, replaceAmounts } from "../amounts.ts";
import { alikeIn, ownIn, polish, scaled } from "../polish.ts";
import { all, number, WHOLE, type Amount, type Step } from "../program.ts";
import type { Scene } from "../scene.ts";
import type { Executed, Trial } from "./trial.ts";

/** Programs that are executed for amounts of one shape: one amount after the other, and then all together. */
const MAX_ONE_BY_ONE = 500;
const MAX_TOGETHER = 240;
/** Amounts are searched for together where one by one they came to this part of what is needed, in hundredths. */
const NEAR = 40n;
/** Factors of two up or down until a step fails, or none does, and halvings of what lies between. */
const DOUBLINGS = 12;
const HALVINGS = 12;

/**
 * Tries steps after a search for amounts with which they take enough.
 * @param gain what they have to cost less for that @param isQuick looks only how far each amount can go
 */
export function tryRepaired(trial: Trial, steps: readonly Step[], gain = 5e5, isQuick = false): boolean {
  if (trial.try(steps)) return true;
  if (trial.cost(steps) >= trial.cost(trial.steps) - gain) return false;
  // A step that fails with these amounts may succeed with others: it stays until the end.
  let best = upToFailure(trial, { steps, ...trial.execute(steps) });
  if (best.profit >= trial.floor) return trial.try(best.taken);
  if (isQuick) return false;
  const other = upToFailure(trial, oneByOne(trial, steps));
  if (other.profit > best.profit) best = other;
  if (best.profit >= trial.floor) return trial.try(best.taken);
  if (best.profit * 100n < trial.floor * NEAR) return false;
  const together = polish(trial.scene, best.steps, (candidate) => trial.execute(candidate).profit, {
    runs: Math.min(MAX_TOGETHER, trial.left),
    enough: trial.floor,
  });
  return together.profit >= trial.floor && trial.try(together.steps);
}

interface Attempt extends Executed {
  /** Those of which some may have failed. */
  readonly steps: readonly Step[];
}

/**
 * Each amount, those that are equal as one, as large as it may be with every step succeeding: what pays the more the larger
 * it is, up to where a contract has no more to pay, pays most there.
 */
function upToFailure(trial: Trial, start: Attempt): Attempt {
  let best = start;
  const own = ownIn(trial.scene);
  for (const { places } of alikeIn(amountsOf(start.steps))) {
    const { steps } = best;
    const succeeds = (factor: number): boolean => {
      const changed = replaceAmounts(steps, (one, i) => (places.includes(i) ? scaled(one, factor, own) : one));
      const candidate = trial.execute(changed);
      if (candidate.profit > best.profit) best = { steps: changed, ...candidate };
      return candidate.taken.length === steps.length;
    };
    // Below `low` every step succeeds, and above `high` some does not.
    let low = 1;
    let high = 1;
    if (succeeds(1)) {
      for (let i = 0; i < DOUBLINGS && succeeds(2 * low); i++) low *= 2;
      high = 2 * low;
    } else {
      low = 0.5;
      for (let i = 0; i < DOUBLINGS && !succeeds(low); i++) [low, high] = [low / 2, low];
    }
    for (let i = 0; i < HALVINGS && trial.left > 0; i++) {
      const middle = Math.sqrt(low * high);
      if (succeeds(middle)) low = middle;
      else high = middle;
    }
  }
  return best;
}

function oneByOne(trial: Trial, steps: readonly Step[]): Attempt {
  let best = { steps, ...trial.execute(steps) };
  const options = sourcesOf(trial.scene, steps);
  const until = trial.runs + Math.min(trial.left, MAX_ONE_BY_ONE);
  for (let sweep = 0; sweep < 2; sweep++) {
    const before = best.profit;
    const groups = alikeIn(amountsOf(best.steps)).map(({ places }) => places);
    const alone = groups.filter((places) => places.length > 1).flatMap((places) => places.map((at) => [at]));
    for (const places of [...groups, ...alone]) {
      const amount = amountsOf(best.steps)[places[0]!]!;
      for (const other of [...options, ...multiplesOf(amount)]) {
        if (trial.runs >= until) return best;
        const changed = replaceAmounts(best.steps, (one, i) => (places.includes(i) ? other : one));
        const candidate = trial.execute(changed);
        if (candidate.profit > best.profit) best = { steps: changed, ...candidate };
      }
      if (best.profit >= trial.floor) return best;
    }
    if (best.profit === before) return best;
  }
  return best;
}

/** What amounts are tried as: all of something that somebody holds or that is owed. */
function sourcesOf({ session, wealth }: Scene, steps: readonly Step[]): Amount[] {
  const senders = new Set([0, ...steps.flatMap((step) => (step.kind === "call" ? [step.sender] : []))]);
  const own = wealth.filter(({ account }) => senders.has(account)).map(({ index }) => index);
  const held = wealth.filter(({ account }) => account < 0).map(({ index }) => index);
  const others = session.observer.observables.flatMap(({ account }, i) =>
    senders.has(account) && !own.includes(i) && (session.entryValues[i] ?? 0n) < 2n ** 200n ? [i] : [],
  );
  const nearly = own.flatMap((index): Amount[] =>
    [999n, 990n, 900n, 500n, 100n].map((part) => ({ ...all(index), numerator: (WHOLE * part) / 1000n }) as Amount),
  );
  return [...[...own, ...held, ...others].slice(0, 24).map((index) => all(index)), ...nearly.slice(0, 15)];
}

function multiplesOf(amount: Amount): Amount[] {
  const factors = [2n, 3n, 5n, 10n, 100n];
  if (amount.kind === "share")
    return factors.flatMap((by) => [
      { ...amount, numerator: amount.numerator * by, plus: 0n },
      { ...amount, numerator: amount.numerator / by, plus: 0n },
    ]);
  return factors.flatMap((by) => [number(amount.value * by), number(amount.value / by)]);
}
