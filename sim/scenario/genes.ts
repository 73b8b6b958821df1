import { Fault } from "../core/errors/errors.ts";
import { exp, log } from "../core/math.ts";
import type { Random } from "../core/random.ts";

/** Where a gene belongs that is part of a program: operators move whole steps as well. */
export interface ProgramPart {
  /** The name of the program. */
  readonly program: string;
  /** From 0. */
  readonly step: number;
  readonly name: string;
}

interface MaybePart {
  readonly part?: ProgramPart;
}

export interface RealGene extends MaybePart {
  readonly kind: "real";
  readonly min: number;
  readonly max: number;
  /** `log` varies by factors rather than by differences; it needs min > 0. */
  readonly scale: "linear" | "log";
}

export interface IntegerGene extends MaybePart {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
}

/** One of a few names; in a genome it stands as its index. */
export interface ChoiceGene<T extends string = string> extends MaybePart {
  readonly kind: "choice";
  readonly choices: readonly T[];
}

/** One heritable number or choice with its bounds. */
export type Gene = RealGene | IntegerGene | ChoiceGene;
/** What a species inherits, by name. */
export type Genes = { readonly [name: string]: Gene };

/** A step of a program as a policy sees it: its parts by name. */
export type ProgramStep = { readonly [part: string]: number | string };
/** What an agent does in a generation; `play` does it. */
export type Program = readonly ProgramStep[];
/** A program among the genes of a species, as `program()` makes it: many genes under one name. */
export interface ProgramGene {
  readonly kind: "program";
  /** The genes of one step. */
  readonly parts: Genes;
  readonly steps: number;
}
/** What a species declares: genes and programs by name. */
export type DeclaredGenes = { readonly [name: string]: Gene | ProgramGene };

/** A genome as a policy sees it: numbers by name, choices by their text, programs as their steps. */
export type GenomeOf<G extends DeclaredGenes> = {
  readonly [K in keyof G]: G[K] extends ProgramGene ? Program : G[K] extends ChoiceGene<infer T> ? T : number;
};

/** Declared genes with every program as the genes that it is made of, which is what evolves. */
export function genesOf(declared: DeclaredGenes): Genes {
  const entries = Object.entries(declared).flatMap(([program, gene]): [string, Gene][] => {
    if (gene?.kind !== "program") return [[program, gene]];
    return Array.from({ length: gene.steps }, (_, step) =>
      Object.entries(gene.parts).map(([name, one]): [string, Gene] => [
        `${program}.${step + 1}.${name}`,
        { ...one, part: { program, step, name } },
      ]),
    ).flat();
  });
  return Object.fromEntries(entries);
}

/** A number between two bounds, both possible. @example real(0, 8); real(1, 1e6, { scale: "log" }) */
export function real(min: number, max: number, options: { readonly scale?: "linear" | "log" } = {}): RealGene {
  return { kind: "real", min, max, scale: options.scale ?? "linear" };
}

/**
 * A whole number between two bounds, both possible.
 *
 * @example
 * const genome = { slots: integer(1, 8) };
 */
export function integer(min: number, max: number): IntegerGene {
  return { kind: "integer", min, max };
}

/** One of the names. @example choice("honest", "selfish") */
export function choice<const T extends string>(...choices: readonly T[]): ChoiceGene<T> {
  return { kind: "choice", choices };
}

export function geneNames(genes: Genes): string[] {
  return Object.keys(genes);
}

export function genomeObject(genes: Genes, genome: readonly number[]): Record<string, number | string | Program> {
  const named: Record<string, number | string | Program> = {};
  const programs: Record<string, Record<string, number | string>[]> = {};
  geneNames(genes).forEach((name, i) => {
    const gene = genes[name]!;
    const value = gene.kind === "choice" ? gene.choices[genome[i]!]! : genome[i]!;
    if (gene.part === undefined) named[name] = value;
    else ((programs[gene.part.program] ??= [])[gene.part.step] ??= {})[gene.part.name] = value;
  });
  for (const [name, steps] of Object.entries(programs)) named[name] = Object.freeze(steps.map(Object.freeze));
  return named;
}

/** The inverse of `genomeObject`: choices by their text become indices. */
export function genomeList(genes: Genes, genome: { readonly [name: string]: number | string | Program }): number[] {
  return Object.entries(genes).map(([name, { part, ...gene }]) => {
    const value = part ? (genome[part.program] as Program | undefined)?.[part.step]?.[part.name] : genome[name];
    return gene.kind === "choice" ? gene.choices.indexOf(value as string) : (value as number);
  });
}

/** A genome drawn uniformly over the box (uniformly in the logarithm where the scale is log). */
export function initialGenome(genes: Genes, random: Random): number[] {
  return Object.values(genes).map((gene) => {
    switch (gene.kind) {
      case "choice":
        return random.integer(gene.choices.length);
      case "integer":
        return gene.min + random.integer(gene.max - gene.min + 1);
      case "real": {
        const u = random.unit();
        if (gene.scale === "linear") return gene.min + u * (gene.max - gene.min);
        const low = log(gene.min);
        return Math.min(gene.max, Math.max(gene.min, exp(low + u * (log(gene.max) - low))));
      }
    }
  });
}

/** What a genome ought to be, where it is not; undefined where it is. */
export function genomeFault(genes: Genes, genome: readonly number[]): string | undefined {
  const names = geneNames(genes);
  if (genome.length !== names.length) return `${names.length} genes (${names.join(", ")})`;
  const bad = names.find((name, i) => {
    const gene = genes[name]!;
    const value = genome[i]!;
    if (gene.kind !== "real" && !Number.isInteger(value)) return true;
    const [min, max] = gene.kind === "choice" ? [0, gene.choices.length - 1] : [gene.min, gene.max];
    return !(value >= min && value <= max);
  });
  if (bad === undefined) return undefined;
  const gene = genes[bad]!;
  return gene.kind === "choice"
    ? `${bad} as the index of one of ${gene.choices.join(", ")}`
    : `${bad} as ${gene.kind === "integer" ? "a whole number" : "a number"} from ${gene.min} to ${gene.max}`;
}

export function geneFaults(species: string, genes: Genes): Fault[] {
  return Object.entries(genes).flatMap(([name, gene]): Fault[] => {
    const where = `gene ${species}.${name}`;
    if (gene.kind === "choice") {
      return gene.choices.length > 0 ? [] : [Fault.of("GENE_EMPTY", { where, found: "none" })];
    }
    if (!(Number.isFinite(gene.min) && Number.isFinite(gene.max) && gene.min <= gene.max)) {
      return [
        Fault.of("GENE_BOUNDS", {
          where,
          expected: "finite bounds with min <= max",
          found: `${gene.min} to ${gene.max}`,
        }),
      ];
    }
    if (gene.kind === "integer" && !(Number.isSafeInteger(gene.min) && Number.isSafeInteger(gene.max))) {
      return [
        Fault.of("GENE_BOUNDS", { where, expected: "whole numbers as bounds", found: `${gene.min} to ${gene.max}` }),
      ];
    }
    if (gene.kind === "real" && gene.scale === "log" && gene.min <= 0) {
      return [Fault.of("GENE_BOUNDS", { where, expected: "min > 0 on a log scale", found: String(gene.min) })];
    }
    return [];
  });
}
