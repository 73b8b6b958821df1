import type { AbiFunction } from "abitype";
import type { Address } from "../scenario/handles.ts";
import { candidates } from "./arguments.ts";
import { literal, type Expression } from "./expression.ts";
import { firstThatWorks } from "./first-that-works.ts";
import { writesOf } from "./functions.ts";
import { functionOf, type Part, type Parts } from "./parts.ts";
import type { Attempt } from "./trial.ts";

/** No ether sent along. */
export const NONE: Expression = literal("0n", 0n);

/** Calls the functions of one contract, as one account or another. */
export class Caller {
  readonly parts: Parts;
  readonly target: Part;
  readonly writes: readonly AbiFunction[];
  /** What an agent may give for each argument. */
  readonly #choices: ReadonlyMap<AbiFunction, readonly Expression[][]>;

  constructor(parts: Parts, target: Part) {
    this.parts = parts;
    this.target = target;
    this.writes = writesOf(target.artifact.abi);
    this.#choices = new Map(this.writes.map((fn) => [fn, fn.inputs.map((input) => candidates(input, "agent", parts))]));
  }

  choices(fn: AbiFunction): readonly Expression[][] {
    return this.#choices.get(fn)!;
  }

  send(from: Address, fn: AbiFunction, args: readonly Expression[], value: Expression = NONE): Attempt {
    const { artifact, address } = this.target;
    const world = this.parts.world();
    const given = args.map((one) => one.value(world));
    return this.parts.trial.send(from, address, artifact.abi, fn, given, value.value(world) as bigint);
  }

  /** Whether an account can call a function with what an agent would give; nothing stays done. */
  can(from: Address, fn: AbiFunction): boolean {
    const works = (args: readonly Expression[]): boolean => this.send(from, fn, args).ok;
    return this.parts.trial.attempt(() => firstThatWorks(this.choices(fn), works, 40)) !== undefined;
  }

  /** The agent's ether and tokens, by key. */
  balances(): Map<string, bigint> {
    const { trial, all } = this.parts;
    const balances = new Map([["ether", trial.ether(trial.agent)]]);
    for (const { key, artifact, address, isToken } of all.values()) {
      if (!isToken) continue;
      const held = trial.read(address, functionOf(artifact.abi, "balanceOf")!, [trial.agent]);
      balances.set(key, typeof held === "bigint" ? held : 0n);
    }
    return balances;
  }
}

export function difference(
  before: ReadonlyMap<string, bigint>,
  after: ReadonlyMap<string, bigint>,
): Map<string, bigint> {
  const moved = [...after].map(([key, amount]) => [key, amount - (before.get(key) ?? 0n)] as const);
  return new Map(moved.filter(([, amount]) => amount !== 0n));
}
