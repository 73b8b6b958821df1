import type { Abi } from "abitype";
import { artifactOf } from "./artifacts.ts";
import { givenAbi } from "./artifact-shape.ts";
import { bindContract } from "./bind-contract.ts";
import type { AbiOf, ContractName } from "./contract-names.ts";
import type { Contract } from "./contract-types.ts";
import type { Address } from "./handles.ts";

/** Contracts that are remembered of an ABI: agents call the same ones block after block. */
const MAX_KNOWN = 100_000;
const known = new WeakMap<Abi, Map<Address, unknown>>();

/**
 * A contract at an address that is learnt while the scenario runs: a clone, a vault a user. By its name or an ABI, and for
 * policies and everything else that a scenario says.
 *
 * @example
 * const vault = yield* read<Address>(c.factory.vaultOf(self));
 * return [contractAt("StreamingStake", vault).claim()];
 */
export function contractAt<N extends ContractName>(name: N, address: Address): Contract<AbiOf<N>>;
export function contractAt<const A extends readonly unknown[]>(abi: A, address: Address): Contract<A>;
export function contractAt(nameOrAbi: string | Abi, address: Address): unknown {
  const abi = typeof nameOrAbi === "string" ? artifactOf(nameOrAbi).abi : givenAbi(nameOrAbi, `contractAt ${address}`);
  let contracts = known.get(abi);
  if (!contracts || contracts.size >= MAX_KNOWN) known.set(abi, (contracts = new Map()));
  let contract = contracts.get(address);
  if (contract === undefined) contracts.set(address, (contract = Object.freeze(bindContract(abi, address))));
  return contract;
}
