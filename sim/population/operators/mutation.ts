import { exp, pow } from "../../core/math.ts";
import { normalDraw } from "../../core/normal.ts";
import type { Random } from "../../core/random.ts";
import type { ChoiceGene, Gene } from "../../scenario/genes.ts";
import type { Heritable, Operator } from "./operator.ts";
import { constantSize, type Schedule } from "./schedule.ts";
import { refused } from "./selection.ts";
import { isObject } from "../../scenario/schema/rules.ts";
import { moveSteps } from "./steps.ts";
import { fromUnit, type NumberGene, reflect, toUnit } from "./unit-interval.ts";

/**
 * Changes a genome. Sizes are shares of a gene's range, of its logarithm on a log scale; integers are rounded at random,
 * true in the mean, so that small sizes still move them. Bounds reflect.
 *
 * A choice has no order, so every two options lie its whole range apart, and the mean distance that it moves is the
 * probability that it changes. It changes with the mean distance that a number at a bound moves, a share of the range,
 * to any other option with equal chance. Steps of a program are moved as a whole with that probability. So one size means the same distance for every kind of gene, a choice of two
 * mutates exactly as an integer between 0 and 1, and size 0 changes nothing. For a normal step of a small size s that
 * is s sqrt(2/pi), about 0.8 s; it is never above one half, so that selection, not mutation, has the last word.
 */
export interface Mutation extends Operator {
  /** The strategy of a founder: mutation sizes that are inherited. Empty for most. */
  strategy(genes: readonly Gene[]): number[];
  /** A child of one parent. @param generation counts from 0, for sizes that follow a schedule. */
  mutate(genes: readonly Gene[], parent: Heritable, generation: number, random: Random): Heritable;
}

/** How often a mutation changes a gene. */
export interface MutationOptions {
  /** Probability that a gene is mutated at all; 1 by default, 1/genes for `polynomial`. */
  readonly rate?: number;
  /**
   * Overrides, for choices, what the size and `rate` make of them: the probability that a choice becomes another one
   * while the operator has its first size. It grows and shrinks with the size from there on, up to 1.
   */
  readonly choiceRate?: number;
}

/**
 * Adds a normal draw of the size given, or of a size that follows a schedule.
 *
 * @example
 * const adaptation = evolve({ select: tournament(2), mutate: gaussian(0.1) });
 */
export function gaussian(size: number | Schedule, options: MutationOptions = {}): Mutation {
  const schedule = typeof size === "number" ? constantSize(size) : size;
  if (!isObject(schedule) || typeof schedule.at !== "function" || !isObject(schedule.settings))
    throw refused("gaussian", "a size, or a schedule of sizes", size);
  const sizes = prefixed("size", schedule.settings);
  const first = schedule.at(0);
  return {
    name: "gaussian",
    settings: { schedule: schedule.name, ...sizes, ...rates("gaussian", options) },
    strategy: () => [],
    mutate(genes, parent, generation, random) {
      const deviation = schedule.at(generation);
      const step = (z: number) => z + deviation * draw(random);
      return { genome: varied(genes, parent.genome, options, random, step, share(deviation, first)), strategy: [] };
    },
  };
}

export interface SelfAdaptiveOptions extends MutationOptions {
  /** Sizes do not go below; 1e-4 by default. */
  readonly min?: number;
  /** Learning rate; 1/sqrt(genes) by default. */
  readonly learning?: number;
}

/**
 * Each individual carries its mutation size, which it first multiplies by e^(learning Z) and then uses, so that good
 * sizes are inherited with the genes they made. Source: Schwefel 1977; Beyer and Schwefel, Natural Computing 1 (2002).
 *
 * @example
 * const adaptation = evolve({ select: truncation(0.2), mutate: selfAdaptive(0.1) });
 */
export function selfAdaptive(initial: number, options: SelfAdaptiveOptions = {}): Mutation {
  const { min = 1e-4 } = options;
  if (!(Number.isFinite(initial) && initial > 0 && min > 0))
    throw refused("selfAdaptive", "sizes above 0", `${initial}, least ${min}`);
  const learning = options.learning === undefined ? "1/sqrt(genes)" : options.learning;
  return {
    name: "selfAdaptive",
    settings: { initial, min, learning, ...rates("selfAdaptive", options) },
    strategy: () => [initial],
    mutate(genes, parent, _generation, random) {
      const rate = options.learning ?? 1 / Math.sqrt(Math.max(1, genes.length));
      // More than the whole range is as good as the whole range, and must not run away by drift.
      const size = Math.min(1, Math.max(min, (parent.strategy[0] ?? initial) * exp(rate * draw(random))));
      const step = (z: number) => z + size * draw(random);
      return { genome: varied(genes, parent.genome, options, random, step, share(size, initial)), strategy: [size] };
    },
  };
}

/**
 * Polynomial mutation with its bounds built in: nothing is reflected, the density reaches both ends.
 * Source: Deb and Agrawal, "A niched-penalty approach for constraint handling in genetic algorithms", 1999.
 *
 * @param index of the distribution; changes are of the order of 1/index of the range
 *
 * @example
 * const adaptation = evolve({ select: tournament(2), mutate: polynomial(20) });
 */
export function polynomial(index: number, options: MutationOptions = {}): Mutation {
  if (!(Number.isFinite(index) && index >= 0)) throw refused("polynomial", "an index of at least 0", index);
  return {
    name: "polynomial",
    settings: { index, ...rates("polynomial", options) },
    strategy: () => [],
    mutate(genes, parent, _generation, random) {
      const rate = options.rate ?? 1 / Math.max(1, genes.length);
      const step = (z: number) => z + polynomialStep(z, index, random.unit());
      return { genome: varied(genes, parent.genome, { ...options, rate }, random, step, 1), strategy: [] };
    },
  };
}

function polynomialStep(z: number, index: number, u: number): number {
  const power = index + 1;
  if (u < 0.5) return pow(2 * u + (1 - 2 * u) * pow(1 - z, power), 1 / power) - 1;
  return 1 - pow(2 * (1 - u) + (2 * u - 1) * pow(z, power), 1 / power);
}

/**
 * Children are as their parents.
 *
 * @example
 * const adaptation = evolve({ select: tournament(2), mutate: noMutation() });
 */
export function noMutation(): Mutation {
  return {
    name: "none",
    settings: {},
    strategy: () => [],
    mutate: (_genes, { genome, strategy }) => ({ genome, strategy }),
  };
}

/**
 * @param step from a place within the unit interval, before it is reflected
 * @param strength the operator's size in units of its first one
 */
function varied(
  genes: readonly Gene[],
  genome: readonly number[],
  options: MutationOptions,
  random: Random,
  step: (place: number) => number,
  strength: number,
): number[] {
  const { rate = 1 } = options;
  const spared = () => rate < 1 && random.unit() >= rate;
  const next = genes.map((gene, i) => {
    const value = genome[i]!;
    if (gene.kind !== "choice") return spared() ? value : moved(gene, value, step, random);
    if (gene.choices.length === 1) return value;
    if (options.choiceRate !== undefined) return changed(gene, value, options.choiceRate * strength, random);
    return spared() ? value : changed(gene, value, reflect(step(0)), random);
  });
  return moveSteps(genes, next, () => rate * reflect(step(0)), random);
}

/** Any other option, each with equal chance, with the probability given. */
export function changed(gene: ChoiceGene, value: number, chance: number, random: Random): number {
  if (random.unit() >= chance) return value;
  const drawn = random.integer(gene.choices.length - 1);
  return drawn < value ? drawn : drawn + 1;
}

/** A size in units of the first one; a schedule that begins with none has its whole strength wherever it has any. */
function share(size: number, first: number): number {
  return first > 0 ? size / first : Math.sign(size);
}

function moved(gene: NumberGene, value: number, step: (place: number) => number, random: Random): number {
  if (gene.min === gene.max) return value;
  const place = toUnit(gene, value);
  const next = reflect(step(place));
  return next === place ? value : fromUnit(gene, next, random); // there and back again may cost the last bit
}

function draw(random: Random): number {
  return normalDraw(random.unit());
}

function rates(operator: string, { rate, choiceRate }: MutationOptions): { rate?: number; choiceRate?: number } {
  for (const probability of [rate, choiceRate])
    if (probability !== undefined && !(probability >= 0 && probability <= 1))
      throw refused(operator, "rates within [0, 1]", probability);
  return { ...(rate === undefined ? {} : { rate }), ...(choiceRate === undefined ? {} : { choiceRate }) };
}

function prefixed(prefix: string, settings: Operator["settings"]): Operator["settings"] {
  const entries = Object.entries(settings).map(
    ([name, value]) => [name === prefix ? name : `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`, value] as const,
  );
  return Object.fromEntries(entries);
}
