import { RunError } from "../core/errors/errors.ts";
import type { Inputs } from "./inputs.ts";
import { predictionsOf } from "./planned.ts";
import { log } from "../core/math.ts";
import { meanOf } from "../core/sum.ts";
import { assess, ATTACK_PROFIT, deviatingSpecies, DEVIATION, type GoalOutcome } from "../goals/index.ts";
import type { GenerationSummary, GoalResult, Measurement, ReplayStatement } from "../core/history.ts";
import type { ConservationReport, SolvencyReport } from "../population/accounting/accounting.ts";
import { totalOutcomes } from "../population/metrics/call-outcomes.ts";
import { gasByFunction } from "../population/metrics/gas-histogram.ts";
import { absentAttackers, attackersOf, effortOf, type Tried, untestedOf } from "../scenario/effort.ts";
import { geneNames } from "../scenario/genes.ts";
import type { Gene, Genes } from "../scenario/genes.ts";
import { acrossOf, type AnyMeasure, windowOf } from "../scenario/measures.ts";
import { geneRest } from "../stats/rest.ts";
import { seriesMean } from "../stats/series-mean.ts";

/** What a run leaves when it ends. */
export interface RunSummary {
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
  /** By species, the functions that it declares. */
  readonly declaredActions: ReadonlyMap<string, readonly string[]>;
  readonly resumed: { readonly generations: number; readonly actions: number; readonly seconds: number };
  /** By species and gene: share of the final spread that the founders' genomes explain. */
  readonly initialDependence: { readonly [species: string]: readonly number[] };
}

/** A population mean that moves less than this share of the gene's range, on the gene's own scale, counts as at rest. */
const STATIONARY_SHARE = 0.02;

/** Reads the numbers off a finished history. Pure. */
export function measurementOf(summary: RunSummary): Measurement {
  const { inputs, records } = summary;
  const { scenario } = inputs;
  const series = (name: string): number[] => records.map((record) => record.measures[name]!);
  const measures: Record<string, number> = {};
  for (const [name, measure] of Object.entries(scenario.measures))
    measures[name] = withinRange(name, measure, acrossOf(measure, inWindow(series(name), windowOf(measure))));
  const species = [...scenario.species];
  const predicted = predictionsOf(inputs);
  const { agents } = inputs.sizes;
  const effort = attackersOf(scenario, agents).map((name) =>
    effortOf(name, records, summary.declaredActions.get(name)),
  );
  const absent = absentAttackers(scenario, agents);
  const functionOutcomes = totalOutcomes(records.map((record) => record.functionOutcomes));
  const functionGas = gasByFunction(functionOutcomes);
  const executed = summary.actions - summary.resumed.actions;
  return {
    measures,
    goals: records.length === 0 ? [] : goalResults(inputs, measures, { effort, functionOutcomes }),
    predictions: Object.entries(predicted).map(([measure, { value, source }]) => {
      const estimate = windowInterval(scenario.measures[measure]!, series(measure));
      return { measure, value, source, measured: measures[measure]!, ...estimate };
    }),
    conservation: {
      checks: summary.checks,
      tokens: summary.conservation.tokens.map(({ token, decimals, supply, held }) => ({
        token,
        ...(decimals !== 18 && { decimals }),
        supply: String(supply),
        held: String(held),
      })),
      solvency: summary.conservation.solvency.map(({ name, funded, owed }) => ({
        name,
        funded: String(funded),
        owed: String(owed),
      })),
    },
    convergence: species.flatMap(([name, spec]) =>
      convergenceOf(name, spec.genome as Genes, records, summary.initialDependence[name] ?? []),
    ),
    functionOutcomes: functionOutcomes.map(({ gasCounts: _counts, ...row }) => row),
    ...(functionGas.length > 0 && { functionGas }),
    ...(effort.length > 0 && { effort }),
    ...(absent.length > 0 && { absent }),
    eventLogHash: summary.eventLogHash,
    generations: records.length,
    blocks: summary.blocks,
    actions: summary.actions,
    interrupted: summary.interrupted,
    ...(summary.replay && { replay: summary.replay }),
    throughput: {
      seconds: summary.seconds,
      actionsPerSecond: executed / summary.seconds,
      microseconds: {
        engine: (1e6 * summary.engineSeconds) / executed,
        policies: (1e6 * summary.policySeconds) / executed,
        simulator: (1e6 * (summary.seconds - summary.engineSeconds - summary.policySeconds)) / executed,
      },
      resumedGenerations: summary.resumed.generations,
      secondsSaved: summary.resumed.seconds,
    },
  };
}

/** How many numbers a measure's value is made of: the agents, and the generations. What rounding may do follows from it. */
export function termsOf({ agents, generations }: Pick<Inputs["sizes"], "agents" | "generations">): number {
  return Object.values(agents).reduce((sum, count) => sum + count, generations);
}

/**
 * Goals against one run: the statistic has no interval yet, which is what n = 1 says. What a deviation or an attack would
 * gain no single run can tell: such a goal is stated, not measured. A limit that holds where attackers were idle is untested.
 */
function goalResults({ scenario, sizes }: Inputs, measures: Record<string, number>, run: Tried): GoalResult[] {
  const unmeasured = [...[...scenario.species.keys()].map((species) => `${DEVIATION}${species}`), ATTACK_PROFIT];
  const replicate = { ...Object.fromEntries(unmeasured.map((name) => [name, NaN])), ...measures };
  return assess(scenario.goals, [replicate], 0.95, termsOf(sizes)).outcomes.map((outcome) => {
    const { statement, estimate } = outcome;
    const { value: measured, low, high, n } = estimate;
    return { ...statement, measured, low, high, n, ...heldIn(outcome, untestedOf([statement.measure], scenario, run)) };
  });
}

/** What one run says of a goal. */
function heldIn(
  { statement, holds, resolution }: GoalOutcome,
  untested: readonly string[],
): Pick<GoalResult, "met" | "verdict" | "untested" | "resolution"> {
  if (holds === undefined) return { met: undefined };
  const { measure } = statement;
  if (measure === ATTACK_PROFIT || deviatingSpecies(measure) !== undefined)
    return { met: undefined, verdict: "undecided" };
  if (holds && untested.length > 0) return { met: undefined, verdict: "undecided", untested };
  if (resolution !== undefined) return { met: undefined, verdict: "undecided", resolution };
  return { met: holds, verdict: holds ? "met" : "not met" };
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
    const { scale, threshold } = restScale(spec);
    const test =
      `drift${scale === "log" ? " of the logarithm" : ""} between the halves of the last half of the run, ` +
      "95 % interval of its effective observations within the threshold";
    if (series.length < 40 || series.some((value) => !Number.isFinite(value))) {
      return [
        {
          species,
          gene,
          converged: false,
          verdict: "cannot tell",
          test: `${test}; at least 40 generations needed`,
          statistic: NaN,
          threshold,
          initialDependence: dependence[g] ?? NaN,
        },
      ];
    }
    const { verdict, drift, because } = geneRest(series, scale, { tolerance: threshold });
    return [
      {
        species,
        gene,
        converged: verdict === "converged",
        verdict,
        test: because === undefined ? test : `${test}; ${because}`,
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

/** Around the mean over the window; of a greatest or least value nothing is known. */
function windowInterval(measure: AnyMeasure, series: readonly number[]): { low: number; high: number; n: number } {
  const values = inWindow(series, windowOf(measure));
  const isMean = measure.kind !== "perAgent" || measure.across === "mean";
  return isMean ? runInterval(values) : { low: -Infinity, high: Infinity, n: values.length };
}

/** Beyond its range by no more than rounding, a value is the end of it. Throws RunError MEASURE_OUT_OF_RANGE. */
function withinRange(name: string, { range }: AnyMeasure, value: number): number {
  if (!range || Number.isNaN(value)) return value;
  const [min, max] = range;
  const rounding = 1e-9 * (max - min);
  if (value < min - rounding || value > max + rounding)
    throw RunError.of("MEASURE_OUT_OF_RANGE", { where: `measure ${name}`, found: String(value), min, max });
  return Math.min(max, Math.max(min, value));
}

/** The interval of one run's mean; all numbers where its generations are worth too few independent ones. */
function runInterval(values: readonly number[]): { low: number; high: number; n: number } {
  const n = values.length;
  const none = { low: -Infinity, high: Infinity, n };
  if (n < 2 || values.some((value) => !Number.isFinite(value))) return none;
  const found = seriesMean(values);
  if (!found.known) return none;
  const { low, high, n: effective } = found.estimate;
  const half = (high - low) / 2;
  return { low: meanOf(values) - half, high: meanOf(values) + half, n: effective };
}

/** How a gene's population mean is judged: on which scale, and by how much it may move there and count as at rest. */
export function restScale(gene: Gene): { readonly scale: "linear" | "log"; readonly threshold: number } {
  const scale = gene.kind === "real" ? gene.scale : "linear";
  return { scale, threshold: STATIONARY_SHARE * (rangeOf(gene) || 1) };
}

/** Of a gene on its own scale: the logarithm's where that is logarithmic. */
function rangeOf(gene: Gene): number {
  if (gene.kind === "choice") return gene.choices.length - 1;
  return gene.kind === "real" && gene.scale === "log" ? log(gene.max / gene.min) : gene.max - gene.min;
}
