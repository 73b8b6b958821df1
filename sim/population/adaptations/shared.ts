import { Fault, refuse } from "../../core/errors/errors.ts";
import { callable, fields, having, isObject, rule, text } from "../../scenario/schema/rules.ts";
import type { Fields, Rule } from "../../scenario/schema/rules.ts";
import type { AdaptationInput } from "../../scenario/adaptation.ts";
import type { Plain } from "../../scenario/species.ts";
import { gaussian, geometricDecrease, type Mutation, type Operator } from "../operators/index.ts";

const [FIRST, LAST] = [1, 0.002];

/**
 * The mutation that adaptations have where none is stated: steps that begin near the whole range of a gene and end too
 * small to matter, over the length of the run. It finds far basins first and settles in the end; in a run of more
 * generations it searches longer, not finer.
 */
export function shrinking(generations: number): Mutation {
  return gaussian(geometricDecrease(FIRST, LAST, Math.max(1, generations)));
}

/** The same as the manifest states it. */
export const SHRINKING: Operator = {
  name: "gaussian",
  settings: { schedule: "geometricDecrease", from: FIRST, to: LAST, generations: "of the run" },
};

/** Operators and their settings as the manifest states them. */
export function settingsOf(operators: { readonly [role: string]: Operator }): { readonly [role: string]: Plain } {
  return Object.fromEntries(
    Object.entries(operators).map(([role, { name, settings }]) => [role, { name, ...settings }]),
  );
}

/** Holds the options of an adaptation to rules. Throws FaultsError OPERATOR_SETTING with all that do not fit. */
export function requireOptions<T>(adaptation: string, options: T, rules: Fields<T>): void {
  refuse(
    fields(rules)(options, adaptation).map(({ where, expected, found, remedy }) =>
      Fault.of("OPERATOR_SETTING", { where, expected, found, remedy }),
    ),
  );
}

const object = rule("an object", isObject);
const operator = (expected: string, ...functions: readonly string[]): Rule =>
  having(expected, { name: text, settings: object, ...Object.fromEntries(functions.map((name) => [name, callable])) });

/** What an adaptation is made of. */
export const OPERATOR = {
  selection: operator("a selection, as in tournament(2)", "select"),
  mutation: operator("a mutation, as in gaussian(0.1)", "strategy", "mutate"),
  crossover: operator("a crossover, as in uniformCrossover()", "cross"),
  imitation: operator("an imitation, as in imitateBest()", "models"),
  learning: operator("a way of learning, as in trialAndError()", "begin", "attempt", "update"),
} as const;

/** Indices of those who are compared with each other: everyone, or each group, in the order of groups. */
export function blocksOf(input: AdaptationInput, within: "population" | "group"): number[][] {
  if (within === "population") return [input.genomes.map((_, i) => i)];
  const blocks: number[][] = [];
  input.groups.forEach((group, i) => (blocks[group] ??= []).push(i));
  return blocks.filter((members) => members.length > 0);
}
