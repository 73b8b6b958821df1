import type { Bound, InOrder, Objective, Weighted, Within } from "../../goals/goals.ts";
import type {
  DerivedMeasure,
  EventMeasure,
  PerAgentMeasure,
  PopulationMeasure,
  ViewMeasure,
  Window,
} from "../measures.ts";
import type { Invariant } from "../scenario.ts";
import {
  byKind,
  callable,
  fields,
  having,
  listOf,
  nameFaults,
  number,
  oneOf,
  optional,
  rule,
  text,
  truth,
} from "./rules.ts";
import type { Rule } from "./rules.ts";

const described = {
  about: text,
  unit: text,
  window: optional(fields<Window>({ from: optional(number), to: optional(number) })),
  concerns: optional(listOf("a list of species", text)),
  range: optional(
    rule(
      "[min, max], two numbers",
      (value) => Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === "number"),
    ),
  ),
};
const divisor = rule("a bigint above 0n", (value) => typeof value === "bigint" && value > 0n);

const quantity = oneOf("gain", "realised", "wealth", "exposure", "cost");
const statistic: Rule = (value, where) =>
  typeof value === "object" && value !== null
    ? fields<{ quantile: number }>({
        quantile: rule("a share from 0 to 1", (share) => typeof share === "number" && share >= 0 && share <= 1),
      })(value, where)
    : oneOf("best", "worst", "median", "mean")(value, where);

/** A measure, as `.measures((measure) => ({ ... }))` makes it. */
export const measure: Rule = byKind('a measure, as in measure.view({ about: "...", unit: "...", read })', {
  view: fields<ViewMeasure<never, never>>({
    ...described,
    kind: text,
    read: callable,
    every: oneOf("block", "generation"),
    take: oneOf("mean", "last", "min", "max", "change"),
    per: divisor,
  }),
  events: fields<EventMeasure<never, never>>({
    ...described,
    kind: text,
    of: callable,
    value: callable,
    take: oneOf("sum", "mean", "count"),
    per: divisor,
  }),
  population: fields<PopulationMeasure>({ ...described, kind: text, value: callable, exposure: optional(truth) }),
  perAgent: fields<PerAgentMeasure<never, never>>({
    ...described,
    kind: text,
    species: text,
    of: (value, where) => (typeof value === "function" ? [] : quantity(value, where)),
    take: statistic,
    across: oneOf("mean", "max", "min"),
  }),
  derived: fields<DerivedMeasure>({
    ...described,
    kind: text,
    of: listOf("a list of measures", text),
    value: callable,
  }),
});

const over = having("a statistic, as in over.mean()", { kind: oneOf("mean", "quantile", "probability", "worst") });

const objective = fields<Objective>({ kind: text, measure: text, over });
const bound = fields<Bound>({ kind: text, measure: text, bound: number, over });
const weighted = fields<Weighted>({
  kind: text,
  measures: listOf("a list of measures", text),
  weights: listOf("a list of weights", number),
  over,
});
const objectives = { maximize: objective, minimize: objective, weighted };

/** A goal, as `.goals(...)` takes it. */
export const goal: Rule = byKind('a goal, as in atMost("issuance", 100)', {
  ...objectives,
  atMost: bound,
  atLeast: bound,
  within: fields<Within>({ kind: text, measure: text, low: number, high: number, over }),
  inOrder: fields<InOrder>({
    kind: text,
    objectives: listOf("a list of objectives", byKind("an objective", objectives)),
    tolerances: listOf("a list of numbers", number),
  }),
});

/** What `.invariant(name, spec)` takes. */
export const invariant: Rule = fields<Invariant>({ name: nameFaults, views: callable, holds: callable });
