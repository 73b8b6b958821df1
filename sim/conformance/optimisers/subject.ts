import type { Optimiser, Problem } from "../../search/index.ts";

/** An optimiser as the suite sees it. */
export interface OptimiserSubject {
  readonly name: string;
  /** How many objectives it is made with. */
  readonly objectives: number;
  /** Whether results decide what it proposes next: it then waits for them at the end of a generation. */
  readonly learns: boolean;
  /** A new one. Small populations serve best: a hundred proposals then span many generations. */
  make(problem: Problem): Optimiser;
}

/** Checks by what they promise; `fresh` makes one for the suite's own problem. */
export type OptimiserChecks = {
  readonly [promise: string]: (subject: OptimiserSubject & { fresh(seed?: number): Optimiser }) => void;
};
