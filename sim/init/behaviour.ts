import type { AbiFunction } from "abitype";
import type { Expression } from "./expression.ts";
import type { Purpose } from "./functions.ts";

/** A call as it is written. */
export interface WrittenCall {
  readonly key: string;
  readonly name: string;
  readonly args: readonly Expression[];
  readonly value?: Expression;
}

/** A function that an agent can call, with arguments that worked. */
export interface Action extends WrittenCall {
  readonly fn: AbiFunction;
  /** Its name, or that with a number where a function is overloaded. */
  readonly gene: string;
  readonly purpose: Purpose;
  /** Tokens that the agent gave (below 0) or got, by key; `ether` for ether. */
  readonly moved: ReadonlyMap<string, bigint>;
}

/** A claim of an agent, and what speaks for it. */
export interface Claim {
  readonly name: string;
  readonly args: readonly Expression[];
  /** The holding it is worth. */
  readonly of?: string;
  readonly evidence: string;
}

/** What agents can do, and what they then have. */
export interface Doings {
  readonly actions: readonly Action[];
  /** Of the owner alone. */
  readonly owners: readonly string[];
  /** Never succeeded, with the first reason. */
  readonly failing: readonly { readonly signature: string; readonly reason: string }[];
  /** What was put in. */
  readonly stake?: Claim;
  /** What is to be had besides. */
  readonly due?: Claim;
}

/** What was found by trying. */
export interface Behaviour extends Doings {
  readonly setup: readonly WrittenCall[];
  /** Calls of the owner for each agent, without which it could do nothing. */
  readonly enrol: readonly WrittenCall[];
  /** Whole tokens that each agent can be given, by key: there are so many that all agents can have them. */
  readonly endowments: ReadonlyMap<string, number>;
}

/** Of a contract that could not be deployed. */
export const NOTHING: Behaviour = {
  setup: [],
  enrol: [],
  endowments: new Map(),
  actions: [],
  owners: [],
  failing: [],
};
