import { exp, pow } from "../../core/math.ts";
import { normalDraw } from "../../core/normal.ts";
import type { Random } from "../../core/random.ts";
import type { Gene } from "../../scenario/genes.ts";
import type { Heritable, Operator } from "./operator.ts";
import { constantSize, type Schedule } from "./schedule.ts";
import { refused } from "./selection.ts";
import { fromUnit, type NumberGene, reflect, toUnit } from "./unit-interval.ts";

/**
 * Changes a genome. Sizes are shares of a gene's range, of its logarithm on a log scale; integers are rounded at random,
 * true in the mean, so that small sizes still move them; a choice becomes any of the others. Bounds reflect.
 */
export interface Mutation extends Operator {
  /** The strategy of a founder: mutation sizes that are inherited. Empty for most. */
  strategy(genes: readonly Gene[]): number[];
  /** @param generation counts from 0, for sizes that follow a schedule. */
  mutate(genes: readonly Gene[], parent: Heritable, generation: number, random: Random): Heritable;
}

export interface MutationOptions {
  /** Probability that a number gene is mutated; 1 by default, 1/genes for `polynomial`. */
  readonly rate?: number;
  /** Probability that a choice becomes another one; 1/genes by default. */
  readonly choiceRate?: number;
}

/** Adds a normal draw of the size given, or of a size that follows a schedule. */
export function gaussian(size: number | Schedule, options: MutationOptions = {}): Mutation {
  const schedule = typeof size === "number" ? constantSize(size) : size;
  const sizes = prefixed("size", schedule.settings);
  return {
    name: "gaussian",
    settings: { schedule: schedule.name, ...sizes, ...rates(options) },
    strategy: () => [],
    mutate(genes, parent, generation, random) {
      const deviation = schedule.at(generation);
      return {
        genome: varied(genes, parent.genome, options, random, (z) => z + deviation * draw(random)),
        strategy: [],
      };
    },
  };
}

export interface SelfAdaptiveOptions extends MutationOptions {
  /** Sizes do not go below; 1e-4 by default. */
  readonly least?: number;
  /** Learning rate; 1/sqrt(genes) by default. */
  readonly learning?: number;
}

/**
 * Each individual carries its mutation size, which it first multiplies by e^(learning Z) and then uses, so that good
 * sizes are inherited with the genes they made. Source: Schwefel 1977; Beyer and Schwefel, Natural Computing 1 (2002).
 */
export function selfAdaptive(initial: number, options: SelfAdaptiveOptions = {}): Mutation {
  const { least = 1e-4 } = options;
  if (!(initial > 0 && least > 0)) throw refused("selfAdaptive", "sizes above 0", `${initial}, least ${least}`);
  const learning = options.learning === undefined ? "1/sqrt(genes)" : options.learning;
  return {
    name: "selfAdaptive",
    settings: { initial, least, learning, ...rates(options) },
    strategy: () => [initial],
    mutate(genes, parent, _generation, random) {
      const rate = options.learning ?? 1 / Math.sqrt(Math.max(1, genes.length));
      // More than the whole range is as good as the whole range, and must not run away by drift.
      const size = Math.min(1, Math.max(least, (parent.strategy[0] ?? initial) * exp(rate * draw(random))));
      return {
        genome: varied(genes, parent.genome, options, random, (z) => z + size * draw(random)),
        strategy: [size],
      };
    },
  };
}

/**
 * Polynomial mutation with its bounds built in: nothing is reflected, the density reaches both ends.
 * Source: Deb and Agrawal, "A niched-penalty approach for constraint handling in genetic algorithms", 1999.
 *
 * @param index of the distribution; changes are of the order of 1/index of the range
 */
export function polynomial(index: number, options: MutationOptions = {}): Mutation {
  if (!(index >= 0 && index < Infinity)) throw refused("polynomial", "an index of at least 0", index);
  return {
    name: "polynomial",
    settings: { index, ...rates(options) },
    strategy: () => [],
    mutate(genes, parent, _generation, random) {
      const rate = options.rate ?? 1 / Math.max(1, genes.length);
      const genome = varied(
        genes,
        parent.genome,
        { ...options, rate },
        random,
        (z) => z + polynomialStep(z, index, random.unit()),
      );
      return { genome, strategy: [] };
    },
  };
}

function polynomialStep(z: number, index: number, u: number): number {
  const power = index + 1;
  if (u < 0.5) return pow(2 * u + (1 - 2 * u) * pow(1 - z, power), 1 / power) - 1;
  return 1 - pow(2 * (1 - u) + (2 * u - 1) * pow(z, power), 1 / power);
}

/** Children are as their parents. */
export function noMutation(): Mutation {
  return {
    name: "none",
    settings: {},
    strategy: () => [],
    mutate: (_genes, { genome, strategy }) => ({ genome, strategy }),
  };
}

function varied(
  genes: readonly Gene[],
  genome: readonly number[],
  { rate = 1, choiceRate = 1 / Math.max(1, genes.length) }: MutationOptions,
  random: Random,
  step: (place: number) => number,
): number[] {
  return genes.map((gene, i) => {
    const value = genome[i]!;
    if (gene.kind === "choice") {
      const others = gene.choices.length - 1;
      if (others === 0 || random.unit() >= choiceRate) return value;
      const drawn = random.integer(others);
      return drawn < value ? drawn : drawn + 1;
    }
    return rate < 1 && random.unit() >= rate ? value : moved(gene, value, step, random);
  });
}

function moved(gene: NumberGene, value: number, step: (place: number) => number, random: Random): number {
  if (gene.min === gene.max) return value;
  return fromUnit(gene, reflect(step(toUnit(gene, value))), random);
}

function draw(random: Random): number {
  return normalDraw(random.unit());
}

function rates({ rate, choiceRate }: MutationOptions): { rate?: number; choiceRate?: number } {
  return { ...(rate === undefined ? {} : { rate }), ...(choiceRate === undefined ? {} : { choiceRate }) };
}

function prefixed(prefix: string, settings: Operator["settings"]): Operator["settings"] {
  const entries = Object.entries(settings).map(
    ([name, value]) => [name === prefix ? name : `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`, value] as const,
  );
  return Object.fromEntries(entries);
}
