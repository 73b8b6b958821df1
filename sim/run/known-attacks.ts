import { join } from "node:path";
import { playLedger } from "../attack/known.ts";
import { readLedger } from "../attack/ledger.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { fileNameOf } from "../runs/folder.ts";
import type { KnownAttack } from "../verify/known-attacks.ts";
import type { Subject } from "../verify/runner.ts";

/** Where attacks keep what they found, unless stated. */
export const ATTACKS = "attacks";

/** Plays what earlier attacks on a scenario found against a design. Throws InputError ATTACK_LEDGER. */
export async function playKnown(
  loaded: LoadedScenario,
  { set, hardfork }: Pick<Subject, "set" | "hardfork">,
  folder = ATTACKS,
  onStart?: (text: string) => void,
): Promise<readonly KnownAttack[]> {
  const ledger = readLedger(join(folder, `${fileNameOf(loaded.scenario.name)}.json`));
  if (ledger.length === 0) return [];
  onStart?.(`playing ${ledger.length} known ${ledger.length === 1 ? "attack" : "attacks"}`);
  return playLedger(loaded, { ...(set && { set }), ...(hardfork && { hardfork }) }, ledger);
}
