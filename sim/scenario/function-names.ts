import type { Abi } from "abitype";
import { InputError } from "../core/errors/errors.ts";
import type { FunctionCodec } from "../chain/codec/codec-types.ts";
import { contractNameOf } from "./artifacts.ts";
import { abiOf, boundFunction } from "./bind-contract.ts";
import type { Address } from "./handles.ts";
import type { Action } from "./species.ts";

/** Names of functions as people know them: by the name that the scenario gives the contract, as in `vault.deposit`. */
export class FunctionNames {
  readonly abis: readonly Abi[];
  readonly #contracts = new Map<string, string>();
  readonly #overloaded: ReadonlySet<string>;

  constructor(
    contracts: Readonly<Record<string, unknown>>,
    deployments: readonly { readonly label: string; readonly address: Address }[],
    abis: readonly Abi[],
  ) {
    this.abis = abis;
    this.#overloaded = overloadedNames(abis);
    for (const [name, value] of Object.entries(contracts)) this.#learn(name, value, 0);
    for (const { label, address } of deployments) this.#learn(label, { address }, 0);
  }

  /** The function of a call. Overloads are told apart by their signature. */
  of(target: Uint8Array, codec: FunctionCodec): string {
    const { signature } = codec;
    const name = signature.slice(0, signature.indexOf("("));
    const abi = abiOf(codec);
    const overloaded = abi !== undefined && !this.abis.includes(abi) ? overloadedNames([abi]) : this.#overloaded;
    const contract = this.#contracts.get(keyOf(target)) ?? (abi && contractNameOf(abi)) ?? UNNAMED;
    return `${contract}.${overloaded.has(name) ? signature : name}`;
  }

  /** The functions that a species declares; one for all overloads of a name. Throws InputError SPECIES_ACTIONS. */
  declared(species: string, actions: readonly Action[]): string[] {
    if (actions.length === 0) throw undeclared(species, "none");
    const names = actions.map((action) => {
      const bound = typeof action === "function" ? boundFunction(action) : undefined;
      if (!bound) throw undeclared(species, String(action).slice(0, 60));
      return `${this.#contract(bound.target)}.${bound.name}`;
    });
    return [...new Set(names)];
  }

  #contract(target: Uint8Array): string {
    const key = keyOf(target);
    return this.#contracts.get(key) ?? `0x${key}`;
  }

  /** Contracts in lists and records count as one: they are many of a kind. */
  #learn(name: string, value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null || depth > 3) return;
    const { address } = value as { readonly address?: unknown };
    if (typeof address === "string" && /^0x[0-9a-f]{40}$/i.test(address)) {
      const key = address.slice(2).toLowerCase();
      if (!this.#contracts.has(key)) this.#contracts.set(key, name);
      return;
    }
    for (const member of Object.values(value)) this.#learn(name, member, depth + 1);
  }
}

/** A contract that only a policy knows, by an ABI without a name: all of them count together. */
const UNNAMED = "contractAt";

function keyOf(target: Uint8Array): string {
  return Buffer.from(target.buffer, target.byteOffset, 20).toString("hex");
}

function undeclared(species: string, found: string): InputError {
  return InputError.of("SPECIES_ACTIONS", { where: `species ${species}, actions`, found });
}

function overloadedNames(abis: readonly Abi[]): Set<string> {
  const overloaded = new Set<string>();
  for (const abi of abis) {
    const seen = new Set<string>();
    for (const item of abi) {
      if (item.type !== "function") continue;
      if (seen.has(item.name)) overloaded.add(item.name);
      seen.add(item.name);
    }
  }
  return overloaded;
}
