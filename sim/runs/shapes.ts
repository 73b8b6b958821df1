import type { FunctionGas, GenerationRecord, Manifest, Measurement } from "../core/history.ts";
import {
  array,
  boolean,
  decimal,
  json,
  natural,
  number,
  object,
  oneOf,
  optional,
  pair,
  record,
  sha256,
  string,
  type Shape,
} from "../core/shape.ts";

const goal = {
  measure: string,
  kind: oneOf("maximize", "minimize", "atMost", "atLeast", "within"),
  bound: optional(number),
  upper: optional(number),
  statistic: string,
  text: string,
};

export const goalStatement = object(goal);

const prediction = { measure: string, value: number, source: string };

export const manifestShape: Shape<Manifest> = object({
  inputs: object({
    scenario: string,
    sourceHash: string,
    design: record(json),
    conditions: json,
    seed: string,
    sizes: object({ generations: natural, blocks: natural, agents: record(natural) }),
    engine: string,
    hardfork: string,
  }),
  sources: optional(record(string)),
  code: optional(sha256),
  versions: object({ rewardscape: string, hardhat: string, solc: string, node: string }),
  reference: optional(string),
  title: string,
  life: oneOf("continuous", "episodic"),
  fallbacks: array(object({ reason: string, contract: string })),
  predictions: array(object(prediction)),
  goals: array(goalStatement),
  genes: record(
    array(
      object({
        name: string,
        kind: oneOf("real", "integer", "choice"),
        min: optional(number),
        max: optional(number),
        scale: optional(oneOf("linear", "log")),
        choices: optional(array(string)),
      }),
    ),
  ),
  measures: array(object({ name: string, unit: string, about: string })),
  wei: optional(array(string)),
});

const functionOutcomes = array(
  object({
    caller: string,
    function: string,
    when: oneOf("block", "birth", "exit"),
    succeeded: natural,
    reverted: natural,
    rejected: natural,
    notIncluded: natural,
    gas: optional(natural),
    gasCounts: optional(object({ min: natural, max: natural, width: natural, bins: array(pair(natural, natural)) })),
    reasons: array(object({ reason: string, count: natural, first: optional(string) })),
  }),
);

export const functionGas: Shape<FunctionGas> = object({
  function: string,
  calls: natural,
  min: natural,
  mean: natural,
  median: natural,
  max: natural,
  within: optional(number),
});

/** A generation without its agents, which are stored in columns of their own. */
export type GenerationSummary = Omit<GenerationRecord, "agents">;

export const summaryShape: Shape<GenerationSummary> = object({
  generation: natural,
  firstBlock: natural,
  lastBlock: natural,
  actions: natural,
  outcomes: object({ succeeded: natural, reverted: natural, rejected: natural, notIncluded: natural }),
  functionOutcomes: optional(functionOutcomes),
  newGenomes: optional(record(array(string))),
  species: array(
    object({
      species: string,
      agents: natural,
      births: natural,
      deaths: natural,
      fitness: object({ best: number, mean: number, worst: number }),
      genes: array(object({ name: string, mean: number, deviation: number, choices: optional(array(number)) })),
    }),
  ),
  measures: record(number),
  eventLogHash: sha256,
});

const interval = { measured: number, low: number, high: number, n: natural };

export const measurementShape: Shape<Measurement> = object({
  measures: record(number),
  goals: array(
    object(
      {
        ...goal,
        ...interval,
        met: optional(boolean),
        verdict: optional(oneOf("met", "not met", "undecided")),
        untested: optional(array(string)),
        resolution: optional(number),
      },
      ["met"],
    ),
  ) as Shape<Measurement["goals"]>,
  predictions: array(object({ ...prediction, ...interval })),
  conservation: object({
    checks: natural,
    tokens: array(object({ token: string, decimals: optional(natural), supply: decimal, held: decimal })),
    solvency: array(object({ name: string, funded: decimal, owed: decimal })),
  }),
  convergence: array(
    object({
      species: string,
      gene: string,
      converged: boolean,
      verdict: optional(oneOf("converged", "drifting", "cannot tell")),
      test: string,
      statistic: number,
      threshold: number,
      initialDependence: number,
    }),
  ),
  functionOutcomes: optional(functionOutcomes),
  functionGas: optional(array(functionGas)),
  effort: optional(
    array(
      object({
        species: string,
        actions: array(object({ function: string, succeeded: natural, tried: natural })),
        declared: boolean,
        genomes: natural,
        untested: array(string),
      }),
    ),
  ),
  absent: optional(array(string)),
  eventLogHash: sha256,
  generations: natural,
  blocks: natural,
  actions: natural,
  interrupted: boolean,
  replay: optional(
    object({
      blocks: natural,
      of: natural,
      withCalls: optional(natural),
      partly: optional(natural),
      wanted: optional(natural),
      calls: natural,
      ofCalls: optional(natural),
      deployments: optional(natural),
      setupCalls: optional(natural),
      views: optional(natural),
      compared: optional(array(string)),
      restarts: optional(natural),
      seconds: number,
      waited: optional(number),
      missedBelow: number,
    }),
  ),
  throughput: object({
    seconds: number,
    actionsPerSecond: number,
    microseconds: object({ engine: number, policies: number, simulator: number }),
    resumedGenerations: natural,
    secondsSaved: number,
  }),
});
