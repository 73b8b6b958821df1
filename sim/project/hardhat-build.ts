import { InputError } from "../core/errors/errors.ts";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { buildLock, withLock } from "./build-lock.ts";
import { beginBuild, isBuilt } from "./built.ts";

/** Compiles what has changed. Throws InputError CONTRACT_COMPILE; the compiler's own message is on the screen by then. */
export async function compile(hre: HardhatRuntimeEnvironment): Promise<void> {
  if (isBuilt(hre.config)) return;
  // Two builds at once write into each other's files.
  await withLock(buildLock(hre.config.paths.cache), () => compileAlone(hre));
}

async function compileAlone(hre: HardhatRuntimeEnvironment): Promise<void> {
  if (isBuilt(hre.config)) return; // by whom we have waited for
  const end = beginBuild(hre.config);
  try {
    await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  } catch (cause) {
    throw InputError.of(
      "CONTRACT_COMPILE",
      { where: "contracts/", found: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
  end();
}
