import { amountsOf, replaceAmounts } from "../amounts.ts";
import { alikeIn, polish } from "../polish.ts";
import { all, number, WHOLE, type Amount, type Step } from "../program.ts";
import type { Scene } from "../scene.ts";
import type { Executed, Trial } from "./trial.ts";

/** Programs that are executed for amounts of one shape: one amount after the other, and then all together. */
const MAX_ONE_BY_ONE = 500;
const MAX_TOGETHER = 240;
/** Amounts are searched for together where one by one they came to this part of what is needed, in hundredths. */
const NEAR = 40n;

/** Tries steps after a search for amounts with which they take enough. */
export function tryRepaired(trial: Trial, steps: readonly Step[], gain = 5e5): boolean {
  if (trial.try(steps)) return true;
  if (trial.cost(steps) >= trial.cost(trial.steps) - gain) return false;
  // A step that fails with these amounts may succeed with others: it stays until the end.
  const best = oneByOne(trial, steps);
  if (best.profit >= trial.floor) return trial.try(best.taken);
  if (best.profit * 100n < trial.floor * NEAR) return false;
  const together = polish(trial.scene, best.steps, (candidate) => trial.execute(candidate).profit, {
    runs: Math.min(MAX_TOGETHER, trial.left),
    enough: trial.floor,
  });
  return together.profit >= trial.floor && trial.try(together.steps);
}

function oneByOne(trial: Trial, steps: readonly Step[]): Executed & { readonly steps: readonly Step[] } {
  let best = { steps, ...trial.execute(steps) };
  const options = sourcesOf(trial.scene);
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
function sourcesOf({ session, wealth }: Scene): Amount[] {
  const own = wealth.filter(({ account }) => account === 0).map(({ index }) => index);
  const held = wealth.filter(({ account }) => account < 0).map(({ index }) => index);
  const others = session.observer.observables.flatMap(({ account }, i) =>
    account === 0 && !own.includes(i) && (session.entryValues[i] ?? 0n) < 2n ** 200n ? [i] : [],
  );
  const nearly = own.flatMap((index): Amount[] =>
    [999n, 990n, 900n, 500n, 100n].map((part) => ({ ...all(index), numerator: (WHOLE * part) / 1000n }) as Amount),
  );
  return [...[...own, ...held, ...others].slice(0, 20).map((index) => all(index)), ...nearly.slice(0, 15)];
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
