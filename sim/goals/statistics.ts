/** What a goal is taken over the replicates (seeds) of a measure. */
export type Statistic = Mean | Quantile | WorstCase | Probability;

export interface Mean {
  readonly kind: "mean";
}

export interface Quantile {
  readonly kind: "quantile";
  readonly q: number;
}

export interface WorstCase {
  readonly kind: "worst";
}

export interface Probability {
  readonly kind: "probability";
  readonly p: number;
}

/**
 * Statistics of a goal, as in `atMost("gini", 0.5, over.quantile(0.95))`.
 *
 * @example
 * const goal = atLeast("solvency", 1, over.worst());
 */
export const over = {
  /** The mean over seeds: what a goal is taken over unless it says otherwise. */
  mean: (): Mean => ({ kind: "mean" }),
  /** The value that a share q of seeds stays below, 0 < q < 1: 0.95 for an upper limit, 0.05 for a lower one. */
  quantile: (q: number): Quantile => ({ kind: "quantile", q }),
  /** The worst of the seeds that are run: the least where more is better, the greatest where less is. */
  worst: (): WorstCase => ({ kind: "worst" }),
  /** The probability of meeting the bound is at least p, 0 < p < 1. For constraints only. */
  probability: (p: number): Probability => ({ kind: "probability", p }),
};

/** As in `mean`, `quantile(0.95)`, `worst`, `probability(0.9)`. */
export function statisticText(statistic: Statistic): string {
  switch (statistic.kind) {
    case "quantile":
      return `quantile(${statistic.q})`;
    case "probability":
      return `probability(${statistic.p})`;
    default:
      return statistic.kind;
  }
}
