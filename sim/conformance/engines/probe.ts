import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Abi, Hex } from "viem";
import { PACKAGE_ROOT, publishedPackage } from "../../core/package.ts";

/** A compiled contract, as compilers leave it in an artifact. */
export interface CompiledContract {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** Contracts that the checks execute, by their files' places below the folder of artifacts. */
export const PROBES = {
  Probe: "contracts/harness/planted/Probe.sol/Probe.json",
  Stillborn: "contracts/harness/planted/Probe.sol/Stillborn.json",
} as const;

/** Where a published package has them. */
export const PROBES_FILE = "build/probes.json";

/** A contract of the checks, by its name. */
export function probe(name: string): CompiledContract {
  const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(PACKAGE_ROOT, ...path), "utf8"));
  if (publishedPackage()) return (read(PROBES_FILE) as { [name: string]: CompiledContract })[name]!;
  return read("artifacts", PROBES[name as keyof typeof PROBES]) as CompiledContract;
}
