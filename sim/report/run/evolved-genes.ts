import type { SpeciesRecord } from "../../core/history.ts";
import type { GenerationSummary } from "../../runs/shapes.ts";
import { formatNumber, formatShare } from "../text.ts";

/** A gene at the beginning and at the end of a run, in words. */
export interface EvolvedGene {
  readonly species: string;
  readonly gene: string;
  readonly first: string;
  readonly last: string;
}

export function evolvedGenes(
  first: GenerationSummary,
  last: GenerationSummary,
  choicesOf: (species: string, gene: string) => readonly string[] | undefined,
): EvolvedGene[] {
  return last.species.flatMap(({ species, genes }) => {
    const before = first.species.find((record) => record.species === species);
    return genes.map((gene) => {
      const choices = choicesOf(species, gene.name);
      const was = before?.genes.find(({ name }) => name === gene.name);
      return { species, gene: gene.name, first: was ? inWords(was, choices) : "none", last: inWords(gene, choices) };
    });
  });
}

/** Of the founders' spread: what is left where a population is taken to search no more. */
const SPENT = 0.02;

/**
 * Genes in which a species had lost its diversity early in a run, in words: what lay elsewhere was no longer searched, and
 * "converged" then says nothing of it. `early` is a generation of the first quarter or so. Choices lose theirs by being chosen.
 */
export function lostDiversity(first: GenerationSummary, early: GenerationSummary, generations: number): string[] {
  return early.species.flatMap(({ species, genes }) => {
    const before = first.species.find((record) => record.species === species);
    return genes.flatMap((gene) => {
      const founders = before?.genes.find(({ name }) => name === gene.name)?.deviation ?? 0;
      if (gene.choices || !(founders > 0) || gene.deviation >= SPENT * founders) return [];
      const left = formatShare(gene.deviation / founders);
      return [
        `${species}.${gene.name} had lost its diversity by generation ${early.generation} of ${generations}, ${left} of the founders' spread: what lay elsewhere was searched no more`,
      ];
    });
  });
}

function inWords(gene: SpeciesRecord["genes"][number], names: readonly string[] | undefined): string {
  if (!gene.choices) return `${formatNumber(gene.mean)} ± ${formatNumber(gene.deviation, 2)}`;
  return gene.choices
    .map((share, i) => ({ share, name: names?.[i] ?? String(i) }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ share, name }) => `${name} ${formatShare(share)}`)
    .join(", ");
}
