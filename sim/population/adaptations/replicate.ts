import { InputError } from "../../core/errors/errors.ts";
import { optional, rule, text } from "../../scenario/schema/rules.ts";
import { requireOptions } from "./shared.ts";
import type { Adaptation } from "../../scenario/adaptation.ts";

/** What replication in proportion to fitness is made of. */
export interface ReplicateOptions {
  /** How much a difference of one unit of payoff a head changes a strategy's share in a generation. */
  readonly step: number;
  /** The gene that says how many individuals an agent stands for; `size` unless stated. */
  readonly size?: string;
}

/**
 * Replicator dynamics of weighted cohorts: each agent stands for many individuals of one strategy, and its size n grows
 * by step * (payoff a head - mean payoff a head) a generation, so that the species' total stays. Everything but the size
 * is passed on as it is. Source: Taylor and Jonker 1978, as the Euler step of their equation.
 *
 * Throws `REPLICATOR_SIZE` where there is no such gene.
 * @example replicate({ step: 0.05 })
 */
export function replicate(options: ReplicateOptions): Adaptation {
  requireOptions("replicate", options, { step: rule("a number above 0", isPositive), size: optional(text) });
  const { step, size = "size" } = options;
  return {
    name: "replicate",
    basis: "the population",
    clock: "generational",
    settings: { step, size },
    next(input) {
      const place = Object.keys(input.genes).indexOf(size);
      const gene = input.genes[size];
      if (gene?.kind !== "real") {
        throw InputError.of("REPLICATOR_SIZE", { where: "replicate", found: gene?.kind ?? "none", size });
      }
      const sizes = input.genomes.map((genome) => genome[place]!);
      const total = sizes.reduce((sum, n) => sum + n, 0);
      const mean = input.fitness.reduce((sum, payoff) => sum + payoff, 0) / total;
      return input.genomes.map((genome, i) => {
        // A cohort's fitness is that of all its individuals.
        const grown = sizes[i]! + step * (input.fitness[i]! - sizes[i]! * mean);
        const bounded = Math.min(gene.max, Math.max(gene.min, grown));
        return { kind: "changes", genome: genome.with(place, bounded), parent: i, state: null };
      });
    },
  };
}

function isPositive(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) > 0;
}
