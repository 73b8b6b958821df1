import type { Random } from "../../core/random.ts";
import type { Gene } from "../../scenario/genes.ts";
import { gaussian } from "./mutation.ts";
import type { Operator } from "./operator.ts";
import { refused } from "./selection.ts";

/** What a learner remembers: plain data. */
export interface Learner {
  /** The genome it keeps to between trials. */
  readonly base: readonly number[];
  /** Of its next trial step, a share of each gene's range. */
  readonly size: number;
  /** What `base` earned just before the trial; null when no trial is on. */
  readonly payoff: number | null;
}

/** Own-payoff learning: compares what it earns with what it earned itself, and with nobody else. */
export interface Learning extends Operator {
  begin(genome: readonly number[]): Learner;
  /** A trial, after `base` has earned `payoff`: what to remember, and the genome to play once. */
  attempt(
    genes: readonly Gene[],
    learner: Learner,
    payoff: number,
    random: Random,
  ): { learner: Learner; genome: readonly number[] };
  /** After the trial genome has earned `payoff`: keeps it if it paid. The next to play is the result's `base`. */
  judge(learner: Learner, tried: readonly number[], payoff: number): Learner;
}

export interface TrialAndErrorOptions {
  /** First step, a share of each gene's range; 0.1 by default. Also the greatest. */
  readonly size?: number;
  /** The smallest step; 1e-6 by default. */
  readonly least?: number;
}

/**
 * Stochastic hill climbing on the own payoff: plays its genome, then once a normal step away from it, and keeps the step
 * if and only if it earned strictly more. Steps grow by half on success and shrink so that one success in five keeps
 * them (Rechenberg's rule; factors of Kern et al., Natural Computing 3, 2004), which makes it the (1+1) evolution
 * strategy with the parent measured anew beside each child, because rivals may have moved.
 *
 * In a game the two measurements only compare if rivals stand still between them: let one of a group try at a time
 * (`turnOf`). Then every kept step is a better reply, and where nobody finds one is a Nash equilibrium (a local one);
 * see the trial and error learning of Young, Games and Economic Behavior 65 (2009), where trials are rare instead.
 */
export function trialAndError({ size = 0.1, least = 1e-6 }: TrialAndErrorOptions = {}): Learning {
  if (!(least > 0 && size >= least && size <= 1))
    throw refused("trialAndError", "0 < least <= size <= 1", `${least}, ${size}`);
  const grow = 1.5;
  const shrink = 0.9036020036098448; // grow^(-1/4)
  return {
    name: "trialAndError",
    settings: { size, least },
    begin: (genome) => ({ base: genome, size, payoff: null }),
    attempt(genes, learner, payoff, random) {
      const { genome } = gaussian(learner.size).mutate(genes, { genome: learner.base, strategy: [] }, 0, random);
      return { learner: { ...learner, payoff }, genome };
    },
    judge(learner, tried, payoff) {
      const paid = learner.payoff !== null && payoff > learner.payoff;
      const next = learner.size * (paid ? grow : shrink);
      return { base: paid ? tried : learner.base, size: Math.min(size, Math.max(least, next)), payoff: null };
    },
  };
}

/** Whose turn in a group it is to try: `round` counts trials from 0, members take turns. Index within the group. */
export function turnOf(round: number, members: number): number {
  return round % members;
}
