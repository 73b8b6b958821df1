import type { Exploration } from "./exploration.ts";

/** How much of a goal's variation over the designs that were tried goes with one parameter alone. */
export interface Importance {
  readonly parameter: string;
  /** One for each goal outcome; a share from 0 to 1, NaN where nothing varied or too few designs were tried. */
  readonly shares: readonly number[];
}

/** Fewer designs than this for each bin tell nothing. */
const MIN_IN_BIN = 5;
const MAX_BINS = 10;

/**
 * Correlation ratios: designs are sorted into bins of equal number by one parameter, and the variance of the bins' means
 * (of ranks, so that one wild value does not decide) is set against the whole, adjusted for the number of bins (Kelley's
 * epsilon squared). It sees any dependence, monotone or not, on one parameter at a time. The designs of a search
 * crowd where it is good, so this describes what was tried, and is no sensitivity index over the whole space.
 */
export function importance({ space, records }: Exploration): Importance[] {
  const measured = records.filter(({ violation }) => violation < Infinity);
  const outcomes = measured[0]?.assessment?.outcomes.length ?? 0;
  const ranks = Array.from({ length: outcomes }, (_, g) =>
    rank(measured.map(({ assessment }) => assessment!.outcomes[g]!.estimate.value)),
  );
  return space.names.map((parameter, p) => {
    const column = measured.map(({ values }) => values[p]!);
    return { parameter, shares: ranks.map((goal) => correlationRatio(column, goal)) };
  });
}

function correlationRatio(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const distinct = new Set(x).size;
  const bins = Math.min(MAX_BINS, distinct, Math.floor(n / MIN_IN_BIN));
  if (bins < 2) return NaN;
  const places = rank(x);
  const groups = new Map<number, number[]>();
  // Equal values share a rank, so they share a bin.
  places.forEach((place, i) => {
    const bin = Math.min(bins - 1, Math.floor((place * bins) / n));
    groups.set(bin, [...(groups.get(bin) ?? []), y[i]!]);
  });
  const total = squares(y);
  if (total === 0 || groups.size < 2) return NaN;
  const inside = [...groups.values()].reduce((sum, group) => sum + squares(group), 0);
  return Math.max(0, 1 - inside / (n - groups.size) / (total / (n - 1)));
}

function squares(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Ranks from 0; equal values share the mean of theirs. */
function rank(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let k = from; k <= to; k++) ranks[order[k]!] = (from + to) / 2;
    from = to + 1;
  }
  return ranks;
}
