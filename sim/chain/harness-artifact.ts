import { artifacts } from "hardhat";
import { RunError } from "../core/errors/errors.ts";

/** Compiled code of a contract of contracts/harness, as hex. Throws RunError HARNESS_NOT_BUILT. */
export async function harnessArtifact(name: string): Promise<{ bytecode: string; deployedBytecode: string }> {
  const qualified = `contracts/harness/${name}.sol:${name}`;
  try {
    return await artifacts.readArtifact(qualified);
  } catch (cause) {
    throw RunError.of("HARNESS_NOT_BUILT", { found: "none", qualified }, { cause });
  }
}
