import { letInOf } from "../attack/letting-in.ts";
import { InputError } from "../core/errors/errors.ts";
import type { LetIn } from "../evaluation/let-in.ts";
import { defaultScenario, loadScenario } from "../evaluation/load.ts";
import { outFolder } from "../project/project.ts";
import { knownFindings } from "../run/known-attacks.ts";
import type { EvolveOptions } from "./evolve-options.ts";
import { requestOf } from "./evolve-request.ts";

/** A finding of the ledger by its id, as what lives among the agents. Throws InputError ATTACK_LET_IN. */
export async function findingOf(id: string, options: EvolveOptions): Promise<LetIn> {
  const loaded = await loadScenario(options.scenario ?? (await defaultScenario()));
  const { set, hardfork } = requestOf(options, outFolder(options.out), loaded.scenario.name);
  const ledger = knownFindings(loaded, options.attacks);
  const kept = ledger.find((one) => one.id === id);
  if (!kept) {
    const found = `${id}, of ${ledger.map((one) => one.id).join(", ") || "no findings"}`;
    throw InputError.of("ATTACK_LET_IN", { where: "--attack", found });
  }
  return letInOf(loaded, { ...(set && { set }), ...(hardfork && { hardfork }) }, kept);
}
