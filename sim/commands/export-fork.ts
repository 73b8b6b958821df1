import { ForkCache } from "../chain/fork/fork-cache.ts";
import { exportFork } from "../chain/fork/fork-file.ts";
import { InputError } from "../core/errors/errors.ts";
import { loadScenario } from "../evaluation/load.ts";
import { currentProject, shownPath } from "../project/project.ts";
import type { EXPORT_FORK_OPTIONS } from "./export-fork-options.ts";
import type { Options } from "./options.ts";

/** Writes what a scenario's runs have loaded of a live chain into one file. Throws InputError FORK_NONE, FORK_CACHE_EMPTY. */
export async function exportForkOf({ scenario = "", file }: Options<typeof EXPORT_FORK_OPTIONS>): Promise<number> {
  const { genesis } = (await loadScenario(scenario)).scenario.base;
  if (genesis?.kind !== "fork") throw InputError.of("FORK_NONE", { where: scenario, found: genesis?.kind ?? "none" });
  const { chain, block } = genesis;
  const written = file ?? `fork-${chain}-${block}.json`;
  exportFork(new ForkCache(currentProject().cache, chain, block), written);
  process.stdout.write(
    `wrote ${shownPath(written)}: name it as fork({ chain: ${chain}, block: ${block}, file: "..." })\n`,
  );
  return 0;
}
