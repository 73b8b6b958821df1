import { exp, log, logBetween } from "../core/math.ts";
import type { Gene, Genes } from "../scenario/genes.ts";

/** The genome at a point of [0, 1]^genes. */
export function genomeAt(genes: Genes, point: readonly number[]): number[] {
  return Object.values(genes).map((gene, i) => geneAt(gene, point[i]!));
}

/** The point that `genomeAt` takes to a genome; of a whole number the middle of those that do. */
export function pointAt(genes: Genes, genome: readonly number[]): number[] {
  return Object.values(genes).map((gene, i) => {
    const value = genome[i]!;
    if (gene.kind === "choice") return (value + 0.5) / gene.choices.length;
    if (gene.kind === "integer") return (value - gene.min + 0.5) / (gene.max - gene.min + 1);
    if (gene.min === gene.max) return 0.5;
    const share =
      gene.scale === "log"
        ? log(value / gene.min) / log(gene.max / gene.min)
        : (value - gene.min) / (gene.max - gene.min);
    return Math.min(1, Math.max(0, share));
  });
}

/** Every gene at its least value, and every gene at its greatest; of a choice the first and the last option. */
export function endsOf(genes: Genes): [number[], number[]] {
  const list = Object.values(genes);
  return [
    list.map((gene) => (gene.kind === "choice" ? 0 : gene.min)),
    list.map((gene) => (gene.kind === "choice" ? gene.choices.length - 1 : gene.max)),
  ];
}

/** Share of a number's range, on its own scale, that a neighbour is away. */
const NEAR = 0.02;

/**
 * Deviations that are always tried, whatever a search finds: what each other agent plays; every gene at its least and
 * greatest value, alone and all together ("do not play" is one of these); and the neighbours of one's own genome.
 */
export function standardDeviations(
  genes: Genes,
  own: readonly number[],
  population: readonly (readonly number[])[],
): number[][] {
  const list = Object.values(genes);
  const changed = (i: number, value: number): number[] => own.map((before, j) => (j === i ? value : before));
  const ends = endsOf(genes);
  const found = [
    ...population.map((genome) => [...genome]),
    ...ends,
    ...list.flatMap((gene, i) =>
      [ends[0][i]!, ends[1][i]!, ...neighbours(gene, own[i]!)].map((value) => changed(i, value)),
    ),
  ];
  const distinct = new Map(found.map((genome) => [genome.join(), genome]));
  distinct.delete(own.join());
  return [...distinct.values()];
}

/** Genomes that differ in one gene, by a share of its range on its own scale; a choice has no scale. */
export function steps(genes: Genes, genome: readonly number[], share: number): number[][] {
  return Object.values(genes).flatMap((gene, i) =>
    gene.kind === "choice" ? [] : aside(gene, genome[i]!, share).map((value) => genome.with(i, value)),
  );
}

function neighbours(gene: Gene, value: number): number[] {
  if (gene.kind === "choice") return gene.choices.map((_, i) => i);
  return aside(gene, value, gene.kind === "integer" ? 0 : NEAR);
}

function aside(gene: Exclude<Gene, { kind: "choice" }>, value: number, share: number): number[] {
  const within = (x: number): number => Math.min(gene.max, Math.max(gene.min, x));
  return [-1, 1].map((side) => {
    if (gene.kind === "integer") return within(value + side * Math.max(1, Math.round(share * (gene.max - gene.min))));
    if (gene.scale === "log") return within(value * exp(side * share * log(gene.max / gene.min)));
    return within(value + side * share * (gene.max - gene.min));
  });
}

function geneAt(gene: Gene, u: number): number {
  const whole = (first: number, last: number): number =>
    Math.min(last, Math.max(first, first + Math.floor(u * (last - first + 1))));
  switch (gene.kind) {
    case "choice":
      return whole(0, gene.choices.length - 1);
    case "integer":
      return whole(gene.min, gene.max);
    case "real": {
      const value = gene.scale === "log" ? logBetween(gene.min, gene.max, u) : gene.min + u * (gene.max - gene.min);
      return Math.min(gene.max, Math.max(gene.min, value));
    }
  }
}
