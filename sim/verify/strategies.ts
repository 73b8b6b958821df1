import { exp, log } from "../core/math.ts";
import type { Gene, Genes } from "../scenario/genes.ts";

/** The genome at a point of [0, 1]^genes. */
export function genomeAt(genes: Genes, point: readonly number[]): number[] {
  return Object.values(genes).map((gene, i) => geneAt(gene, point[i]!));
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
      const value =
        gene.scale === "log" ? exp(log(gene.min) + u * log(gene.max / gene.min)) : gene.min + u * (gene.max - gene.min);
      return Math.min(gene.max, Math.max(gene.min, value));
    }
  }
}
