import type { Abi } from "abitype";
import type { ArtifactMap } from "hardhat/types/artifacts";

/** Names of contracts that the project has compiled. */
export type ContractName = keyof ArtifactMap & string;
export type AbiOf<N extends ContractName> = ArtifactMap[N] extends { readonly abi: infer A extends Abi } ? A : Abi;
