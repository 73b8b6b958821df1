import { exp, log } from "../../core/math.ts";
import type { Random } from "../../core/random.ts";
import type { IntegerGene, RealGene } from "../../scenario/genes.ts";

export type NumberGene = IntegerGene | RealGene;

/** Where a value lies within its gene's bounds, 0 at min and 1 at max; by its logarithm on a log scale. */
export function toUnit(gene: NumberGene, value: number): number {
  const { min, max } = gene;
  if (max === min) return 0;
  return logarithmic(gene) ? log(value / min) / log(max / min) : (value - min) / (max - min);
}

/** The value at a place within the bounds. Whole for an integer gene: rounded up or down at random, true in the mean. */
export function fromUnit(gene: NumberGene, place: number, random: Random): number {
  const { min, max } = gene;
  const exact = logarithmic(gene) ? min * exp(place * log(max / min)) : min + place * (max - min);
  const value = Math.min(Math.max(exact, min), max); // the last bit may lie outside
  return gene.kind === "integer" ? Math.floor(value + random.unit()) : value;
}

/** Folds a number into [0, 1] as mirrors at both ends would: what oversteps a bound by d comes to lie d inside it. */
export function reflect(place: number): number {
  const folded = Math.abs(place) % 2;
  return folded > 1 ? 2 - folded : folded;
}

function logarithmic(gene: NumberGene): boolean {
  return gene.kind === "real" && gene.scale === "log";
}
