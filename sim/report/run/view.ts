import type { GeneStatement, Manifest, Measurement } from "../../core/history.ts";
import type { StoredRun } from "../../runs/read.ts";
import type { GenerationSummary } from "../../runs/shapes.ts";
import { histogram, meanOf, quantile, sorted, units } from "../distribution.ts";
import { roundStep } from "../charts/scale.ts";

/** What the pictures of a run need, read from its store once. Long runs are thinned to what a picture can show. */
export interface RunView {
  readonly id: string;
  readonly inputHash: string;
  readonly manifest: Manifest;
  readonly measurement: Measurement | undefined;
  /** Of the whole run, not only those drawn. */
  readonly finished: number;
  /** Generations that are drawn, in order, and their summaries. */
  readonly generations: readonly number[];
  readonly summaries: readonly GenerationSummary[];
  readonly genes: readonly GeneView[];
  /** Mean of an agent's parts of fitness, one entry a drawn generation, in whole units of the numeraire. */
  readonly parts: readonly Parts[];
  /** Wealth of the living, ascending, first and last generation; debts count as nothing. */
  readonly wealth: { readonly first: readonly number[]; readonly last: readonly number[] };
}

export interface Parts {
  readonly balances: number;
  readonly positions: number;
  readonly utility: number;
  readonly cost: number;
}

/** A gene of a species over the generations drawn. */
export interface GeneView {
  readonly species: string;
  readonly gene: GeneStatement;
  /** Range of the bins, in the gene's own unit. */
  readonly min: number;
  readonly max: number;
  /** Share of the agents in each bin, one row a generation. For a choice, one bin a choice. */
  readonly shares: readonly (readonly number[])[];
  readonly low: readonly number[];
  readonly median: readonly number[];
  readonly high: readonly number[];
}

/** Generations that a picture shows one by one; more could not be told apart. */
const MAX_GENERATIONS = 160;
const BINS = 36;

export function runView(run: StoredRun): RunView {
  const every = Math.max(1, roundStep(run.generations / MAX_GENERATIONS));
  const summaries = [...run.summaries(every)];
  const genes = Object.entries(run.manifest.genes).flatMap(([species, statements]) =>
    statements.map((gene, index) => new GeneGatherer(species, gene, index)),
  );
  const parts: Parts[] = [];
  const wealth: number[][] = [];
  for (const { generation } of summaries) {
    const agents = run.agents(generation);
    for (const gene of genes) {
      gene.add(agents.filter(({ species }) => species === gene.species).map(({ genome }) => genome[gene.index]!));
    }
    const part = (name: keyof Parts): number => meanOf(agents.map((agent) => units(agent.parts[name])));
    parts.push({
      balances: part("balances"),
      positions: part("positions"),
      utility: part("utility"),
      cost: part("cost"),
    });
    const held = sorted(agents.map((agent) => Math.max(0, units(agent.wealth))));
    // Only the first and the last are drawn.
    if (wealth.length < 2) wealth.push(held);
    else wealth[1] = held;
  }
  return {
    id: run.id,
    inputHash: run.inputHash,
    manifest: run.manifest,
    measurement: run.measurement,
    finished: run.generations,
    generations: summaries.map(({ generation }) => generation),
    summaries,
    genes: genes.map((gene) => gene.view()),
    parts,
    wealth: { first: wealth[0] ?? [], last: wealth.at(-1) ?? [] },
  };
}

class GeneGatherer {
  readonly species: string;
  readonly gene: GeneStatement;
  readonly index: number;
  readonly #values: number[][] = [];

  constructor(species: string, gene: GeneStatement, index: number) {
    this.species = species;
    this.gene = gene;
    this.index = index;
  }

  add(values: readonly number[]): void {
    this.#values.push(sorted(values.filter((value) => Number.isFinite(value))));
  }

  view(): GeneView {
    const { gene } = this;
    const all = this.#values;
    const bins = binsOf(gene);
    // A gene's declared range, or what was seen where it has none.
    const min = gene.choices ? -0.5 : (gene.min ?? smallest(all)) - (gene.kind === "integer" ? 0.5 : 0);
    const max = gene.choices
      ? gene.choices.length - 0.5
      : (gene.max ?? largest(all)) + (gene.kind === "integer" ? 0.5 : 0);
    const at = scaleOf(gene);
    return {
      species: this.species,
      gene,
      min,
      max,
      shares: all.map((values) =>
        histogram(values.map(at), at(min), at(max), bins).map((count) => count / Math.max(1, values.length)),
      ),
      low: all.map((values) => quantile(values, 0.05)),
      median: all.map((values) => quantile(values, 0.5)),
      high: all.map((values) => quantile(values, 0.95)),
    };
  }
}

function binsOf({ choices, kind, min, max }: GeneStatement): number {
  if (choices) return choices.length;
  const whole = kind === "integer" && min !== undefined && max !== undefined ? max - min + 1 : BINS;
  return Math.min(BINS, Math.max(1, whole));
}

function scaleOf({ scale, choices }: GeneStatement): (value: number) => number {
  return scale === "log" && !choices ? (value) => Math.log10(Math.max(value, Number.MIN_VALUE)) : (value) => value;
}

const smallest = (all: readonly (readonly number[])[]): number =>
  all.reduce((min, values) => Math.min(min, values[0] ?? Infinity), Infinity);
const largest = (all: readonly (readonly number[])[]): number =>
  all.reduce((max, values) => Math.max(max, values.at(-1) ?? -Infinity), -Infinity);
