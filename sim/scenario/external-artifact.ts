import type { Abi } from "abitype";
import type { Address } from "./handles.ts";

/** A contract that another compiler or package made: its JSON artifact, whose names are known if its type says them. */
export interface ExternalArtifact<A extends readonly unknown[] = Abi> {
  readonly contractName?: string;
  readonly sourceName?: string;
  readonly abi: A;
  readonly bytecode: string | { readonly object: string; readonly linkReferences?: LinkReferences };
  readonly deployedBytecode?: string | { readonly object: string };
  readonly linkReferences?: LinkReferences;
  /** Names the build that made it, in which Hardhat keeps the compiler's settings. */
  readonly buildInfoId?: string;
  /** The compiler's own, as text or as Foundry reads it. */
  readonly metadata?: string | CompilerMetadata;
}

export interface CompilerMetadata {
  readonly compiler?: { readonly version?: string };
  readonly settings?: { readonly evmVersion?: string };
}

/** Where the addresses of libraries stand in creation code, by source and name, in bytes: as compilers write it. */
export interface LinkReferences {
  readonly [source: string]: {
    readonly [library: string]: readonly { readonly start: number; readonly length?: number }[];
  };
}

/** Addresses of libraries, by "Name" or by "path/of/Source.sol:Name". */
export interface Libraries {
  readonly [name: string]: Address;
}
