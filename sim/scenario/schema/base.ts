import { HARDFORKS } from "../../core/hardfork.ts";
import type { Genesis, Overrides } from "../../chain/fork/genesis.ts";
import type { Processes } from "../../environment/environment.ts";
import type { ChoiceParameter, IntegerParameter, Parameters, RealParameter, WeiParameter } from "../parameters.ts";
import type { ScenarioBase, Sizes } from "../scenario.ts";
import {
  ADDRESS,
  address,
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
  rule,
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

const WORD = /^0x[0-9a-f]{64}$/i;
const areWords = (texts: readonly unknown[]): boolean =>
  texts.every((text) => typeof text === "string" && WORD.test(text));

const overrides = rule("balances in wei and storage by address, slots and values of 32 bytes in hex", (value) => {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value as { readonly [name: string]: Overrides[`0x${string}`] | null }).every(
    ([address, set]) =>
      ADDRESS.test(address) &&
      typeof set === "object" &&
      set !== null &&
      (set.balance === undefined || (typeof set.balance === "bigint" && set.balance >= 0n)) &&
      areWords([...Object.keys(set.storage ?? {}), ...Object.values(set.storage ?? {})]),
  );
});

type OfKind<K extends Genesis["kind"]> = Extract<Genesis, { readonly kind: K }>;

const genesis = byKind("a first state, as in fork({ url, block: 21_000_000 })", {
  fork: fields<OfKind<"fork">>({
    kind: text,
    chain: number,
    block: number,
    file: optional(text),
    set: optional(overrides),
  }),
  allocation: fields<OfKind<"allocation">>({ kind: text, file: text, set: optional(overrides) }),
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
  genesis: optional(genesis),
  blockGasLimit: optional(whole(MIN_BLOCK_GAS, Number.MAX_SAFE_INTEGER, "gas")),
  allowUnlimitedContractSize: optional(truth),
  returnData: optional(truth),
  deploy: callable,
  setup: optional(callable),
  holdings: optional(callable),
  burnAddresses: optional(listOf("a list of addresses", address)),
  solvency: optional(callable),
  etherPrice: optional(wei),
  gasPrice: optional((value, where) => (typeof value === "function" ? [] : wei(value, where))),
});
