import type { FunctionCodec } from "../chain/codec/codec-types.ts";
import { boundFunction } from "./bind-contract.ts";
import type { Address } from "./handles.ts";
import type { Action } from "./species.ts";

/** A function of a scenario's contract. */
export interface NamedFunction {
  /** As in `vault.deposit`, with the name that the scenario gives the contract; overloads by their signature. */
  readonly name: string;
  readonly target: Uint8Array;
  readonly codec: FunctionCodec;
  readonly method: Action;
}

/** What can be done with a scenario's contracts. */
export interface Functions {
  readonly calls: readonly NamedFunction[];
  readonly views: readonly NamedFunction[];
  readonly addresses: readonly Address[];
}

const known = new WeakMap<object, Functions>();

/** The functions of all contracts that `deploy` returned, in its order; contracts in lists and records by their place. */
export function functionsOf(contracts: object): Functions {
  let found = known.get(contracts);
  if (!found) {
    const all: NamedFunction[] = [];
    const addresses: Address[] = [];
    gather(contracts, "", 0, all, addresses);
    const isView = ({ codec }: NamedFunction): boolean => codec.mutability === "view" || codec.mutability === "pure";
    found = { calls: all.filter((one) => !isView(one)), views: all.filter(isView), addresses };
    known.set(contracts, found);
  }
  return found;
}

/** Contracts are looked for so deep in what `deploy` returns. */
const DEPTH = 3;

function gather(value: unknown, name: string, depth: number, all: NamedFunction[], addresses: Address[]): void {
  if (typeof value !== "object" || value === null || depth > DEPTH) return;
  const { address } = value as { readonly address?: unknown };
  if (typeof address !== "string") {
    for (const [key, member] of Object.entries(value))
      gather(member, name === "" ? key : `${name}.${key}`, depth + 1, all, addresses);
    return;
  }
  addresses.push(address as Address);
  for (const [key, method] of Object.entries(value)) {
    const bound = typeof method === "function" ? boundFunction(method as Action) : undefined;
    if (bound?.overloads.length !== 1) continue; // overloads are there by their signatures as well
    all.push({ name: `${name}.${key}`, target: bound.target, codec: bound.overloads[0]!, method: method as Action });
  }
}
