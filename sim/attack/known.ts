import { FaultsError, InputError } from "../core/errors/errors.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { prepare, type Request } from "../evaluation/prepare.ts";
import { canonicalJson } from "../runs/json.ts";
import { describeStep } from "./describe.ts";
import { fairOf } from "./fair.ts";
import { inhabited } from "./inhabited.ts";
import { stepsFrom, type Kept, type Setting } from "./ledger.ts";
import type { Step } from "./program.ts";
import { openScene } from "./open-scene.ts";
import type { Scene } from "./scene.ts";
import { verdictOf } from "./verdict.ts";
import { recordWorld } from "./world.ts";

/** Of an attack for which nothing else is stated. */
export const ACCOUNTS = 3;
export const GENERATIONS = 1;

/** What has become of an earlier finding. */
export interface PlayedFinding {
  readonly id: string;
  readonly kind: Kept["kind"];
  readonly objective: string;
  readonly status: Kept["status"];
  /** What its steps come to now, less what is fair, in 1e-18 of `unit`; a decimal. */
  readonly amount: string;
  readonly unit: string;
  /** In words; none where they can no longer be played. */
  readonly steps: readonly string[];
  /** Why it is what it is. */
  readonly reason: string;
}

interface Status {
  readonly status: Kept["status"];
  readonly amount: bigint;
  readonly reason: string;
}

/** What the steps of a finding come to in a scene; undefined where it was one of another objective, which is not looked at. */
export function statusOf(scene: Scene, kept: Kept, steps: readonly Step[] | undefined): Status | undefined {
  const { objective, breaches } = scene;
  const { objective: name = "profit", kind } = kept;
  if (kind !== "breach" && name !== objective.name) return undefined;
  if (!steps)
    return {
      status: "changed",
      amount: 0n,
      reason: "its steps name what the contracts or the scenario no longer have",
    };
  if (kind === "breach" && !breaches.names.includes(name))
    return { status: "changed", amount: 0n, reason: `nothing promises ${name} any more` };
  try {
    if (kind === "breach") scene.objective = breaches.objective(name);
    const { kind: found, net } = verdictOf(scene, steps);
    if (found === "fair") return { status: "fixed", amount: net, reason: "its steps bring no more than is fair" };
    if (found === "luck") return { status: "fixed", amount: net, reason: "its steps pay only who knows the draw" };
    return { status: "open", amount: net, reason: "its steps still bring it" };
  } finally {
    scene.objective = objective;
  }
}

/**
 * Plays earlier findings against a design, each in the honest life that it was made in and with what the attacker had:
 * findings that share these share a world.
 *
 * @param request the design and the rules of the chain; what a finding's setting states comes before it
 */
export async function playLedger(
  loaded: LoadedScenario,
  request: Pick<Request, "set" | "hardfork">,
  ledger: readonly Kept[],
): Promise<PlayedFinding[]> {
  const alike = new Map<string, Kept[]>();
  for (const kept of ledger) {
    const { setting, objective = "profit", kind } = kept;
    const key = canonicalJson({ ...setting, objective: kind === "breach" ? "profit" : objective });
    alike.set(key, [...(alike.get(key) ?? []), kept]);
  }
  const played = new Map<Kept, PlayedFinding>();
  for (const group of alike.values()) {
    const found = await playAlike(inhabited(loaded), request, group);
    group.forEach((kept, i) => played.set(kept, found[i]!));
  }
  return ledger.map((kept) => played.get(kept)!);
}

async function playAlike(
  loaded: LoadedScenario,
  request: Pick<Request, "set" | "hardfork">,
  group: readonly Kept[],
): Promise<PlayedFinding[]> {
  const [{ setting = {}, objective, kind }] = group as readonly [Kept, ...Kept[]];
  const { accounts = ACCOUNTS, entry, capital = {}, flash, generations = GENERATIONS, ...life } = setting;
  let scene: Scene;
  try {
    const world = await recordWorld(prepare(loaded, { ...request, ...life, generations, engine: "fast" }), entry);
    scene = openScene(world, {
      accounts,
      capital: Object.fromEntries(Object.entries(capital).map(([name, amount]) => [name, BigInt(amount)])),
      ...(flash !== undefined && { flash: { fee: flash } }),
      ...(objective !== undefined && kind !== "breach" && { objective }),
    });
  } catch (error) {
    // The scenario is another one: who lived in it, what is worth money, or what it measures.
    if (!(error instanceof InputError || error instanceof FaultsError)) throw error;
    return group.map((kept) => told(kept, { status: "changed", amount: 0n, reason: error.message }, "", []));
  }
  try {
    scene.fair = fairOf(scene, scene.world.inputs.seed);
    return group.map((kept) => {
      const steps = stepsFrom(scene, kept.steps);
      const words = (steps ?? []).map((step) => describeStep(scene, step));
      return told(kept, statusOf(scene, kept, steps)!, scene.objective.unit, words);
    });
  } finally {
    scene.session.machine.close();
  }
}

function told(
  { id, kind, objective = "profit" }: Kept,
  { status, amount, reason }: Status,
  unit: string,
  steps: readonly string[],
): PlayedFinding {
  return { id, kind, objective, status, amount: String(amount), unit: kind === "breach" ? "" : unit, steps, reason };
}

/** Whether two findings would be played in one world. */
export function isSameSetting(one: Setting | undefined, other: Setting): boolean {
  return canonicalJson(one ?? {}) === canonicalJson(other);
}
