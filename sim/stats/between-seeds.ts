import { maxOf, minOf } from "../core/many.ts";
import { requireThat, type Estimate } from "./estimate.ts";
import { scaleReduction } from "./convergence.ts";
import { mean } from "./mean.ts";
import { clopperPearson } from "./proportion.ts";
import { restOf } from "./rest.ts";
import { shapedMean, type ShapedMean } from "./skewed-mean.ts";

/** Where some of the runs ended. */
export interface Basin {
  /** Mean level of its runs. */
  readonly level: number;
  /** Which runs, by their place in the list. */
  readonly runs: readonly number[];
  /** Probability that a run from a fresh seed ends here, with the exact interval. */
  readonly share: Estimate;
}

export interface BetweenSeeds {
  /** Mean of the runs' levels: each run is one observation, whatever its length. */
  readonly mean: ShapedMean;
  /** Potential scale reduction: 1 where runs that began differently have become alike. */
  readonly reduction: number;
  /** Ascending by level. */
  readonly basins: readonly Basin[];
  /** Whether there is more than one basin: then no single run tells what another seed would have found. */
  readonly disagree: boolean;
}

export interface BetweenSeedsOptions {
  /** Levels less apart than this are the same, in the unit of the series. */
  readonly tolerance: number;
  /** Share of each run, at its end, whose mean is its level; default 0.5. */
  readonly window?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * What several runs of one question say together, each from its own seed: two runs or more of equal length. Levels are
 * of one basin if they are closer than the tolerance or than the two runs' own uncertainty; a run whose memory is too
 * long to have one has the spread of its window instead.
 *
 * A basin that attracts a share p of the seeds is missed by n of them with probability (1 - p)^n.
 * Source for the reduction: A. Gelman, D. Rubin, Statistical Science 7 (1992), 457-472.
 */
export function betweenSeeds(runs: readonly ArrayLike<number>[], options: BetweenSeedsOptions): BetweenSeeds {
  const { tolerance, window = 0.5, confidence = 0.95 } = options;
  requireThat(runs.length >= 2, "2 runs or more", runs.length, "betweenSeeds");
  const levels = runs.map((series, run) => {
    const { level } = restOf(series, { tolerance, window, confidence });
    const half = level.high - level.value;
    return { run, level: level.value, error: Number.isFinite(half) ? half : spreadOf(series, window) };
  });
  const ascending = [...levels].sort((a, b) => a.level - b.level || a.run - b.run);
  const groups: (typeof levels)[] = [];
  for (const one of ascending) {
    const last = groups.at(-1)?.at(-1);
    const apart = last !== undefined && one.level - last.level > Math.max(tolerance, one.error + last.error);
    if (last === undefined || apart) groups.push([one]);
    else groups.at(-1)!.push(one);
  }
  const basins = groups.map((group): Basin => ({
    level: mean(group.map(({ level }) => level)),
    runs: group.map(({ run }) => run).sort((a, b) => a - b),
    share: clopperPearson(group.length, runs.length, confidence),
  }));
  return {
    mean: shapedMean(
      levels.map(({ level }) => level),
      { confidence },
    ),
    reduction: scaleReduction(runs),
    basins,
    disagree: basins.length > 1,
  };
}

/** Half of what lies between the smallest and the largest value of the window. */
function spreadOf(series: ArrayLike<number>, window: number): number {
  const used = Array.from(series).slice(Math.floor(series.length * (1 - window)));
  return (maxOf(used) - minOf(used)) / 2;
}
