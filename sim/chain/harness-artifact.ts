import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../core/errors/errors.ts";
import { PACKAGE_ROOT, publishedPackage } from "../core/package.ts";

/** Compiled code of a contract of contracts/harness, as hex. Throws RunError HARNESS_NOT_BUILT. */
export function harnessArtifact(name: string): { readonly bytecode: string; readonly deployedBytecode: string } {
  const shipped = publishedPackage()?.harness[name];
  if (shipped) return shipped;
  // Read as a file: to ask Hardhat for it would load the configuration of whichever project one stands in.
  const file = join(PACKAGE_ROOT, "artifacts", "contracts", "harness", `${name}.sol`, `${name}.json`);
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { bytecode: string; deployedBytecode: string };
  } catch (cause) {
    const qualified = `contracts/harness/${name}.sol:${name}`;
    throw RunError.of("HARNESS_NOT_BUILT", { found: "none", qualified }, { cause });
  }
}
