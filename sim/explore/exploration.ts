import type { Design } from "../scenario/parameters.ts";
import type { Aims } from "./aims.ts";
import type { ChosenOptimiser } from "./optimisers.ts";
import type { FreshMeasurement } from "./fresh.ts";
import type { DesignRecord } from "./record.ts";
import type { DesignSpace } from "./space.ts";

/** `running`: it has not, and this is how far it is. */
export type Ended = "running" | "evaluations" | "seconds" | "stall" | "met" | "exhausted" | "interrupted";

/** How far the search was after a batch. */
export interface Step {
  readonly evaluations: number;
  readonly designs: number;
  readonly feasible: number;
  /** Objectives of the best so far, to be minimized; of the feasible only. */
  readonly front: readonly (readonly number[])[];
  /** The least violation so far; 0 once a feasible design is found. */
  readonly violation: number;
}

/** What a search has found. */
export interface Exploration {
  readonly aims: Aims;
  readonly space: DesignSpace;
  readonly optimiser: Omit<ChosenOptimiser, "optimiser">;
  readonly seeds: readonly string[];
  readonly held: Design;
  /** Where a goal asks what an outsider gains: calls of the search, and how many known findings were played. */
  readonly attack?: { readonly evaluations: number; readonly findings: number };
  readonly evaluations: number;
  /** In the order in which they were tried. */
  readonly records: readonly DesignRecord[];
  /** The best: the non-dominated feasible designs; without one the least violated. All complete. */
  readonly best: readonly DesignRecord[];
  /** What the best show on seeds that did not choose them; beyond the evaluations above. */
  readonly fresh: FreshMeasurement;
  readonly steps: readonly Step[];
  readonly ended: Ended;
  readonly seconds: number;
}
