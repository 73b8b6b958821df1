import type { Random } from "../../core/random.ts";
import type { Gene } from "../../scenario/genes.ts";
import { changed, gaussian } from "./mutation.ts";
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
  /** Where a gene has grain (whole numbers, choices): the probability that the next trial is of one such gene alone. */
  readonly grain?: number;
  /** Whether the trial that is on is of one such gene. */
  readonly grainTrial?: boolean;
}

/** Own-payoff learning: compares what it earns with what it earned itself, and with nobody else. */
export interface Learning extends Operator {
  /** A learner that begins with this genome. */
  begin(genome: readonly number[]): Learner;
  /** A trial, after `base` has earned `payoff`: what to remember, and the genome to play once. */
  attempt(
    genes: readonly Gene[],
    learner: Learner,
    payoff: number,
    random: Random,
  ): { learner: Learner; genome: readonly number[] };
  /** After the trial genome has earned `payoff`: keeps it if it paid. The next to play is the result's `base`. */
  update(learner: Learner, trial: readonly number[], payoff: number): Learner;
}

/** How far trial and error goes from what worked. */
export interface TrialAndErrorOptions {
  /** First step, a share of each gene's range; 0.1 by default. Also the greatest. */
  readonly size?: number;
  /** The smallest step; 1e-6 by default. */
  readonly min?: number;
}

/**
 * Stochastic hill climbing on the own payoff: plays its genome, then once a normal step away from it, and keeps the step
 * if and only if it earned strictly more. Steps grow by half on success and shrink so that one success in five keeps
 * them (Rechenberg's rule; factors of Kern et al., Natural Computing 3, 2004), which makes it the (1+1) evolution
 * strategy with the parent measured anew beside each child, because rivals may have moved.
 *
 * Genes with grain, whole numbers and choices, do not move at all by steps that are small enough, so they have a trial
 * of their own: one of them, drawn at random, goes to a neighbour or to another choice while all else stays. It starts
 * as every second trial, becomes rarer by the same factors where such trials fail, and so rare as one in t after t of
 * them, but never ends: the better of two values wins whatever the other genes do. A draw that changes nothing is no
 * trial, and shrinks nothing.
 *
 * In a game the two measurements only compare if rivals stand still between them: let one of a group try at a time
 * (`turnOf`). Then every kept step is a better reply, and where nobody finds one is a Nash equilibrium (a local one);
 * see the trial and error learning of Young, Games and Economic Behavior 65 (2009), where trials are rare instead.
 *
 * @example
 * const adaptation = learn(trialAndError({ size: 0.1 }));
 */
export function trialAndError({ size = 0.1, min = 1e-6 }: TrialAndErrorOptions = {}): Learning {
  if (!(min > 0 && size >= min && size <= 1))
    throw refused("trialAndError", "0 < least <= size <= 1", `${min}, ${size}`);
  const grow = 1.5;
  const shrink = 0.9036020036098448; // grow^(-1/4)
  return {
    name: "trialAndError",
    settings: { size, min },
    begin: (genome) => ({ base: genome, size, payoff: null }),
    attempt(genes, learner, payoff, random) {
      const grained = grainedGenes(genes);
      if (grained.length === 0) return { learner: { ...learner, payoff }, genome: stepped(genes, learner, random) };
      const { grain = OFTEN } = learner;
      const grainTrial = random.unit() < grain;
      const genome = grainTrial
        ? neighbour(genes, learner.base, random.pick(grained), random)
        : stepped(genes, learner, random);
      return { learner: { ...learner, payoff, grain, grainTrial }, genome };
    },
    update(learner, trial, payoff) {
      const { base, payoff: before, grain, grainTrial = false } = learner;
      const paid = before !== null && payoff > before;
      const nothing = grain !== undefined && trial.every((value, i) => value === base[i]);
      const factor = nothing ? 1 : paid ? grow : shrink;
      return {
        base: paid ? trial : base,
        size: grainTrial ? learner.size : Math.min(size, Math.max(min, learner.size * factor)),
        payoff: null,
        ...(grain !== undefined && { grain: grainTrial ? Math.min(OFTEN, grain * factor) : grain }),
      };
    },
  };
}

/** How often genes with grain are tried at first, and at most. */
const OFTEN = 0.5;

function grainedGenes(genes: readonly Gene[]): number[] {
  return genes.flatMap((gene, i) => {
    const grained = gene.kind === "choice" ? gene.choices.length > 1 : gene.kind === "integer" && gene.max > gene.min;
    return grained ? [i] : [];
  });
}

function stepped(genes: readonly Gene[], { base, size }: Learner, random: Random): readonly number[] {
  return gaussian(size).mutate(genes, { genome: base, strategy: [] }, 0, random).genome;
}

/** The genome with one gene at the smallest distance it can go, either way; at a bound there is one way only. */
function neighbour(genes: readonly Gene[], genome: readonly number[], i: number, random: Random): readonly number[] {
  const gene = genes[i]!;
  const value = genome[i]!;
  if (gene.kind === "choice") return genome.with(i, changed(gene, value, 1, random));
  const up = value === gene.min || (value < gene.max && random.bits() < 0);
  return genome.with(i, up ? value + 1 : value - 1);
}

/** Whose turn in a group it is to try: `round` counts trials from 0, members take turns. Index within the group. */
export function turnOf(round: number, members: number): number {
  return round % members;
}
