import { HARDFORKS } from "../../core/hardfork.ts";
import type { Processes } from "../../environment/environment.ts";
import type { ChoiceParameter, IntegerParameter, Parameters, RealParameter, WeiParameter } from "../parameters.ts";
import type { ScenarioBase, Sizes } from "../scenario.ts";
import {
  bigint,
  byKind,
  callable,
  fields,
  having,
  listOf,
  named,
  number,
  oneOf,
  optional,
  text,
  truth,
  wei,
  whole,
} from "./rules.ts";
import type { Rule } from "./rules.ts";

const scale = oneOf("linear", "log");

const parameter = byKind("a parameter, as in parameter.real(0.5, { min: 0, max: 1 })", {
  real: fields<RealParameter>({ kind: text, value: number, min: number, max: number, scale, about: text }),
  integer: fields<IntegerParameter>({ kind: text, value: number, min: number, max: number, scale, about: text }),
  wei: fields<WeiParameter>({ kind: text, value: bigint, min: bigint, max: bigint, scale, about: text }),
  choice: fields<ChoiceParameter>({ kind: text, value: text, choices: listOf("a list of texts", text), about: text }),
});

/** By what is called of it, and not by its class: a user's file may import another copy of the package. */
const environment = having("an environment, as in environment({ price: 1 })", {
  faults: callable,
  conditionFaults: callable,
  source: callable,
  start: callable,
});

/** A day: beyond it, blocks are no longer what agents act in. */
const MAX_BLOCK_TIME = 86_400;
/** The cheapest transaction. */
const MIN_BLOCK_GAS = 21_000;

/** What `scenario(name, base)` takes. */
export const base: Rule = fields<ScenarioBase<Parameters, Processes, unknown>>({
  title: text,
  about: optional(text),
  parameters: named("parameter", parameter, (name) => `parameter ${name}`),
  environment: optional(environment),
  sizes: fields<Sizes>({ generations: number, blocks: number }),
  life: optional(oneOf("continuous", "episodic")),
  order: optional(oneOf("shuffled", "tip", "fifo")),
  blockTime: optional(whole(1, MAX_BLOCK_TIME, "seconds")),
  hardfork: optional(oneOf(...HARDFORKS)),
  blockGasLimit: optional(whole(MIN_BLOCK_GAS, Number.MAX_SAFE_INTEGER, "gas")),
  allowUnlimitedContractSize: optional(truth),
  returnData: optional(truth),
  deploy: callable,
  setup: optional(callable),
  holdings: optional(callable),
  solvency: optional(callable),
  etherPrice: optional(wei),
});
