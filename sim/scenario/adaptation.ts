import type { Random } from "../core/random.ts";
import type { Genes } from "./genes.ts";
import type { Plain } from "./species.ts";

/** Whom an agent compares itself with. The three converge to different points, so every species states one. */
export type ComparisonBasis = "own past" | "rivals in its group" | "the population";

/** A species at the end of a generation, one entry an agent, in the order of slots. */
export interface AdaptationInput {
  readonly genes: Genes;
  readonly genomes: readonly (readonly number[])[];
  /** Whole units of the numeraire. */
  readonly fitness: readonly number[];
  readonly groups: readonly number[];
  /** Bankrupt agents must be reborn, or their slot stays empty. */
  readonly bankrupt: readonly boolean[];
  /** What the adaptation kept for each agent from before; null at first. */
  readonly states: readonly Plain[];
  /** Generations finished, this one included, and how many there will be. */
  readonly generation: number;
  readonly generations: number;
  readonly random: Random;
}

/** What becomes of an agent: it lives on as it is, it changes its mind and keeps what it has, or a child takes its place. */
export interface Transition {
  readonly kind: "keeps" | "changes" | "reborn";
  readonly genome: readonly number[];
  /** The slot whose genome this descends from. */
  readonly parent: number;
  readonly state: Plain;
}

/** How many there are when a run begins. */
export interface PopulationSize {
  readonly agents: number;
  /** How many are in each group of rivals; one group of all where the species has none. */
  readonly groups: readonly number[];
}

/** How a species changes between generations: a pure function of what its agents earned, and of its own stream. */
export interface Adaptation {
  readonly name: string;
  readonly basis: ComparisonBasis;
  /** `steady`: a generation is one block, whatever the run's sizes say. */
  readonly clock: "generational" | "steady";
  /** For the manifest: operators and their settings. */
  readonly settings: { readonly [name: string]: Plain };
  /** What becomes of each agent at the end of a generation: it stays, changes its genome, or makes room for another. */
  next(input: AdaptationInput): readonly Transition[];
  /** Refuses, before the run, a species that it cannot change: throws InputError. */
  accept?(species: PopulationSize): void;
}
