import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isBuilt } from "../../scripts/build-evm.mjs";
import { RunError } from "../core/errors/errors.ts";

const BUILD_SCRIPT = fileURLToPath(new URL("../../scripts/build-evm.mjs", import.meta.url));

/**
 * WebAssembly that scripts/build-evm.mjs makes, built first when its sources are newer. Throws RunError
 * EVM_BUILD_FAILED.
 *
 * @param file One of the *_FILE of that script.
 */
export function builtModule(file: string): WebAssembly.Module {
  if (!isBuilt()) {
    const run = spawnSync(process.execPath, [BUILD_SCRIPT], { encoding: "utf8" });
    if (run.status !== 0) throw RunError.of("EVM_BUILD_FAILED", { found: run.stderr || String(run.error) });
  }
  return new WebAssembly.Module(readFileSync(file));
}
