import { join } from "node:path";
import { attackAsked } from "../attack/asked.ts";
import { readLedger, type Kept } from "../attack/ledger.ts";
import type { Json } from "../core/history.ts";
import type { AttackRequest } from "../evaluation/evaluation-job.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { fileNameOf } from "../runs/folder.ts";
import type { KnownAttack } from "../verify/known-attacks.ts";
import type { Subject } from "../verify/runner.ts";

/** Where attacks keep what they found, unless stated. */
export const ATTACKS = "attacks";

/** What earlier attacks on a scenario found. Throws InputError ATTACK_LEDGER. */
export function knownFindings({ scenario }: LoadedScenario, folder = ATTACKS): readonly Kept[] {
  return readLedger(join(folder, `${fileNameOf(scenario.name)}.json`));
}

/** What is tried on designs where a goal names `attack.profit`: the scenario's known findings, and a search. */
export function attackRequest(
  loaded: LoadedScenario,
  { attackEvaluations, attacks }: { readonly attackEvaluations?: number; readonly attacks?: string },
): AttackRequest | undefined {
  const { goals } = loaded.scenario;
  if (!attackAsked(goals)) return undefined;
  return attackAsked(goals, {
    findings: knownFindings(loaded, attacks) as unknown as readonly Json[],
    ...(attackEvaluations !== undefined && { evaluations: attackEvaluations }),
  });
}

/** Plays what earlier attacks on a scenario found against a design. Throws InputError ATTACK_LEDGER. */
export async function playKnown(
  loaded: LoadedScenario,
  { set, hardfork }: Pick<Subject, "set" | "hardfork">,
  folder = ATTACKS,
  onStart?: (text: string) => void,
): Promise<readonly KnownAttack[]> {
  const ledger = knownFindings(loaded, folder);
  if (ledger.length === 0) return [];
  onStart?.(`playing ${ledger.length} known ${ledger.length === 1 ? "attack" : "attacks"}`);
  // Hundreds of modules, which most commands do without.
  const { playLedger } = await import("../attack/known.ts");
  return playLedger(loaded, { ...(set && { set }), ...(hardfork && { hardfork }) }, ledger);
}
