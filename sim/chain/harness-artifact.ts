import { join } from "node:path";
import { RunError } from "../core/errors/errors.ts";
import { readJson, unreadBecause } from "../core/outside-file.ts";
import { PACKAGE_ROOT, publishedPackage } from "../core/package.ts";
import { object, shape } from "../core/shape.ts";

/** Compiled code of a contract of contracts/harness, as hex. Throws RunError HARNESS_NOT_BUILT. */
export function harnessArtifact(name: string): { readonly bytecode: string; readonly deployedBytecode: string } {
  const shipped = publishedPackage()?.harness[name];
  if (shipped) return shipped;
  // Read as a file: to ask Hardhat for it would load the configuration of whichever project one stands in.
  const file = join(PACKAGE_ROOT, "artifacts", "contracts", "harness", `${name}.sol`, `${name}.json`);
  try {
    return compiled.read(readJson(file), "$");
  } catch (cause) {
    const qualified = `contracts/harness/${name}.sol:${name}`;
    throw RunError.of("HARNESS_NOT_BUILT", { found: unreadBecause(cause), qualified }, { cause });
  }
}

const hex = shape("code in hex", (value): value is string => /^0x([0-9a-f]{2})+$/i.test(String(value)));
const compiled = object({ bytecode: hex, deployedBytecode: hex });
