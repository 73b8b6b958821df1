import { exp, log } from "../core/math.ts";
import type { GenerationSummary, Measurement } from "../core/history.ts";
import { assess, type GoalOutcome } from "../goals/index.ts";
import { geneNames, type Genes } from "../scenario/genes.ts";
import { rangesOf } from "../scenario/measures.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { betweenSeeds, type BetweenSeeds } from "../stats/between-seeds.ts";
import { shapedMean, type ShapedMean } from "../stats/skewed-mean.ts";
import { restScale } from "./measurement.ts";

/** A finished run of one of the seeds. */
export interface SeedRun {
  readonly seed: string;
  readonly measurement: Measurement;
  readonly records: readonly GenerationSummary[];
}

/** What the runs of several seeds say of a gene's population mean. */
export interface GeneBetweenSeeds {
  readonly species: string;
  readonly gene: string;
  /** Levels are values of the gene; on a log scale they were compared as logarithms. */
  readonly between: BetweenSeeds;
}

/** What the runs of several seeds say together. */
export interface SeveralSeeds {
  /** Empty where a run is too short, or a species died out. */
  readonly genes: readonly GeneBetweenSeeds[];
  readonly measures: { readonly [measure: string]: ShapedMean };
  readonly goals: readonly GoalOutcome[];
  /** Whether some gene ended in more than one basin. */
  readonly disagree: boolean;
  /** A basin that attracts a smaller share of the seeds may have been missed by all of these, at 95 %. */
  readonly unseen: number;
}

/** Fewer have no window of 20 in their last half. */
const MIN_GENERATIONS = 40;

/** Two runs or more of one question, each from its own seed. Pure. */
export function severalSeeds(scenario: Scenario, runs: readonly SeedRun[]): SeveralSeeds {
  const ranges = rangesOf(scenario.measures);
  const genes = [...scenario.species].flatMap(([species, { genome }]) =>
    geneNames(genome as Genes).flatMap((gene, g): GeneBetweenSeeds[] => {
      const series = runs.map(({ records }) =>
        records.map((record) => record.species.find((one) => one.species === species)?.genes[g]?.mean ?? NaN),
      );
      const usable = series.every((one) => one.length >= MIN_GENERATIONS && one.every(Number.isFinite));
      if (!usable) return [];
      const { scale, threshold } = restScale((genome as Genes)[gene]!);
      const onScale = scale === "log" ? series.map((one) => one.map(log)) : series;
      const between = betweenSeeds(onScale, { tolerance: threshold });
      return [{ species, gene, between: scale === "log" ? asValues(between) : between }];
    }),
  );
  const replicates = runs.map(({ measurement }) => measurement.measures);
  const measures = Object.fromEntries(
    Object.keys(scenario.measures).flatMap((name) => {
      const values = replicates.map((measured) => measured[name]!);
      const range = ranges[name];
      return values.every(Number.isFinite) ? [[name, shapedMean(values, range ? { range } : {})] as const] : [];
    }),
  );
  const told = scenario.goals.filter((goal) =>
    replicates.every((measured) => goal.kind === "weighted" || goal.kind === "inOrder" || goal.measure in measured),
  );
  return {
    genes,
    measures,
    goals: told.length > 0 ? assess(told, replicates, 0.95, undefined, ranges).outcomes : [],
    disagree: genes.some(({ between }) => between.disagree),
    unseen: 1 - 0.05 ** (1 / runs.length),
  };
}

/** Levels of logarithms as values again. */
function asValues(between: BetweenSeeds): BetweenSeeds {
  const { mean, basins } = between;
  const level: ShapedMean =
    mean.guarantee === "none"
      ? { ...mean, value: exp(mean.value) }
      : {
          ...mean,
          estimate: {
            ...mean.estimate,
            value: exp(mean.estimate.value),
            low: exp(mean.estimate.low),
            high: exp(mean.estimate.high),
          },
        };
  return { ...between, mean: level, basins: basins.map((basin) => ({ ...basin, level: exp(basin.level) })) };
}
