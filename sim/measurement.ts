import { asFunctionOfItsInput } from "./core/determinism.ts";
import type { Inputs } from "./evaluate.ts";
import { assess, deviatingSpecies, DEVIATION } from "./goals/index.ts";
import type { GenerationSummary, GoalResult, Measurement, ReplayStatement } from "./history.ts";
import type { ConservationReport, SolvencyReport } from "./population/books.ts";
import { geneNames } from "./scenario/genes.ts";
import type { Genes } from "./scenario/genes.ts";
import type { PredictionSpec } from "./scenario/scenario.ts";
import { windowOf } from "./scenario/measures.ts";
import { convergence } from "./stats/convergence.ts";
import { meanInterval } from "./stats/mean.ts";

/** What a run leaves when it ends. */
export interface Ending {
  readonly inputs: Inputs;
  readonly records: readonly GenerationSummary[];
  readonly conservation: {
    readonly tokens: readonly ConservationReport[];
    readonly solvency: readonly SolvencyReport[];
  };
  readonly checks: number;
  readonly eventLogHash: string;
  readonly blocks: number;
  readonly actions: number;
  readonly interrupted: boolean;
  readonly seconds: number;
  readonly engineSeconds: number;
  readonly policySeconds: number;
  /** Of an earlier attempt; their actions took none of these seconds. */
  readonly replay: ReplayStatement | undefined;
  readonly resumed: { readonly generations: number; readonly actions: number; readonly seconds: number };
  /** By species and gene: share of the final spread that the founders' genomes explain. */
  readonly initialDependence: { readonly [species: string]: readonly number[] };
}

/** Batches of a measure's window for its interval: long enough to outlast the correlation between generations. */
const BATCHES = 10;
/** A population mean that moves less than this share of the gene's range counts as at rest. */
const REST = 0.02;

/** What theory says of a run, without what the scenario leaves undefined. */
export function predictionsOf({ scenario, design, sizes }: Pick<Inputs, "scenario" | "design" | "sizes">): {
  readonly [measure: string]: PredictionSpec;
} {
  const predicted = asFunctionOfItsInput(
    () => `predictions of scenario ${scenario.name}`,
    () => scenario.predictions({ design, sizes, count: (name) => sizes.agents[name] ?? 0 }),
  );
  return Object.fromEntries(Object.entries(predicted).filter(([, prediction]) => prediction !== undefined));
}

/** Reads the numbers off a finished history. Pure. */
export function measurementOf(ending: Ending): Measurement {
  const { inputs, records } = ending;
  const { scenario } = inputs;
  const series = (name: string): number[] => records.map((record) => record.measures[name]!);
  const measures: Record<string, number> = {};
  for (const [name, measure] of Object.entries(scenario.measures))
    measures[name] = mean(inWindow(series(name), windowOf(measure)));
  const species = [...scenario.species];
  const predicted = predictionsOf(inputs);
  const executed = ending.actions - ending.resumed.actions;
  return {
    measures,
    goals: records.length === 0 ? [] : goalResults(inputs, measures),
    predictions: Object.entries(predicted).map(([measure, { value, source }]) => {
      const estimate = batchInterval(inWindow(series(measure), windowOf(scenario.measures[measure]!)));
      return { measure, value, source, measured: measures[measure]!, ...estimate };
    }),
    conservation: {
      checks: ending.checks,
      tokens: ending.conservation.tokens.map(({ token, supply, held }) => ({
        token,
        supply: String(supply),
        held: String(held),
      })),
      solvency: ending.conservation.solvency.map(({ name, funded, owed }) => ({
        name,
        funded: String(funded),
        owed: String(owed),
      })),
    },
    convergence: species.flatMap(([name, spec]) =>
      convergenceOf(name, spec.genome as Genes, records, ending.initialDependence[name] ?? []),
    ),
    eventLogHash: ending.eventLogHash,
    generations: records.length,
    blocks: ending.blocks,
    actions: ending.actions,
    interrupted: ending.interrupted,
    ...(ending.replay && { replay: ending.replay }),
    throughput: {
      seconds: ending.seconds,
      actionsPerSecond: executed / ending.seconds,
      microseconds: {
        engine: (1e6 * ending.engineSeconds) / executed,
        policies: (1e6 * ending.policySeconds) / executed,
        simulator: (1e6 * (ending.seconds - ending.engineSeconds - ending.policySeconds)) / executed,
      },
      resumedGenerations: ending.resumed.generations,
      secondsSaved: ending.resumed.seconds,
    },
  };
}

/**
 * Goals against one run: the statistic has no interval yet, which is what n = 1 says. What a deviation would gain no
 * single run can tell: such a goal is stated, not measured.
 */
function goalResults({ scenario }: Inputs, measures: Record<string, number>): GoalResult[] {
  const untold = [...scenario.species.keys()].map((species) => [`${DEVIATION}${species}`, NaN] as const);
  const replicate = { ...Object.fromEntries(untold), ...measures };
  return assess(scenario.goals, [replicate]).outcomes.map(({ statement, estimate, holds }) => ({
    ...statement,
    measured: estimate.value,
    low: estimate.low,
    high: estimate.high,
    n: estimate.n,
    met: deviatingSpecies(statement.measure) === undefined ? holds : undefined,
  }));
}

function convergenceOf(
  species: string,
  genes: Genes,
  records: readonly GenerationSummary[],
  dependence: readonly number[],
): Measurement["convergence"] {
  return geneNames(genes).flatMap((gene, g) => {
    const spec = genes[gene]!;
    const series = records.map((record) => record.species.find((s) => s.species === species)?.genes[g]?.mean ?? NaN);
    const range = spec.kind === "choice" ? spec.choices.length - 1 : spec.max - spec.min;
    const threshold = REST * (range || 1);
    const test =
      "drift between the halves of the last half of the run, 95 % interval within the threshold (batch means)";
    if (series.length < 40 || series.some((value) => !Number.isFinite(value))) {
      return [
        {
          species,
          gene,
          converged: false,
          test: `${test}; at least 40 generations needed`,
          statistic: NaN,
          threshold,
          initialDependence: dependence[g] ?? NaN,
        },
      ];
    }
    const { verdict, drift } = convergence(series, { tolerance: threshold });
    return [
      {
        species,
        gene,
        converged: verdict === "converged",
        test,
        statistic: drift.value,
        threshold,
        initialDependence: dependence[g] ?? NaN,
      },
    ];
  });
}

function inWindow(values: readonly number[], window: { readonly from: number; readonly to: number }): number[] {
  const from = Math.min(values.length - 1, Math.floor(window.from * values.length));
  return values.slice(Math.max(0, from), Math.max(1, Math.ceil(window.to * values.length)));
}

/** Student's interval around the mean, from the spread of ten batch means; n counts the batches. All numbers when too few. */
function batchInterval(values: readonly number[]): { low: number; high: number; n: number } {
  const n = values.length;
  if (n < BATCHES || values.some((value) => !Number.isFinite(value))) return { low: -Infinity, high: Infinity, n };
  const batches = Array.from({ length: BATCHES }, (_, b) => {
    return mean(values.slice(Math.floor((b * n) / BATCHES), Math.floor(((b + 1) * n) / BATCHES)));
  });
  const { low, high } = meanInterval(batches, 0.95);
  const half = (high - low) / 2;
  return { low: mean(values) - half, high: mean(values) + half, n: BATCHES };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
