import { polish } from "../polish.ts";
import type { Step } from "../program.ts";
import type { Scene } from "../scene.ts";
import { dropAndRepair, dropRounds, dropRuns, dropWithin, skeleton, unwrap } from "./drop.ts";
import { joinRepeats, mergeAlike, raisedIn } from "./join.ts";
import { fewerAccounts, ownAddresses, shorterLists, simplerAmounts } from "./simplify.ts";
import { Trial } from "./trial.ts";
import { joinWaits, simplerWaits } from "./waits.ts";

const MAX_ROUNDS = 6;
/** Programs that are executed for more money by the same steps. */
const RAISED = 600;

export interface Shrunk {
  readonly steps: readonly Step[];
  readonly profit: bigint;
  /** Programs executed on the way. */
  readonly runs: number;
}

/**
 * The shortest program that takes nearly as much: steps, rounds, repeats, callbacks, accounts, waits and amounts are left
 * out or made simple, each candidate executed. Where leaving something out loses money, the amounts of what remains are
 * chosen anew.
 */
export function shrink(scene: Scene, steps: readonly Step[]): Shrunk {
  const trial = new Trial(scene, steps);
  dropRuns(trial);
  mergeAlike(trial);
  joinWaits(trial);
  fewerAccounts(trial);
  skeleton(trial);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = trial.cost(trial.steps);
    dropRuns(trial);
    mergeAlike(trial);
    joinWaits(trial);
    joinRepeats(trial);
    dropRounds(trial);
    unwrap(trial);
    dropAndRepair(trial);
    dropWithin(trial, (step, times) => raisedIn(scene, step, times));
    simplerWaits(trial);
    fewerAccounts(trial);
    shorterLists(trial);
    ownAddresses(trial);
    simplerAmounts(trial);
    if (trial.cost(trial.steps) >= before) break;
  }
  raise(trial);
  const { profit, runs } = trial;
  return { steps: trial.steps, profit, runs };
}

/** More by the same steps, where other amounts take more than is given away for simple ones. */
function raise(trial: Trial): void {
  const profitOf = (steps: readonly Step[]): bigint => trial.execute(steps).profit;
  const { steps, profit } = polish(trial.scene, trial.steps, profitOf, { runs: RAISED });
  if (profit * 99n <= trial.profit * 100n) return;
  trial.take(steps);
  simplerAmounts(trial);
}
