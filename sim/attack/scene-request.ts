import { loadScenario, type LoadedScenario } from "../evaluation/load.ts";
import { prepare, sourceHashOf } from "../evaluation/prepare.ts";
import { requireSources, type EvaluationRequest } from "../evaluation/evaluation-job.ts";
import { canonicalJson } from "../runs/json.ts";
import { toJson } from "./exact.ts";
import { inhabited } from "./inhabited.ts";
import { makeFair } from "./fair.ts";
import { openScene } from "./open-scene.ts";
import type { Scene, SceneOptions } from "./scene.ts";
import { recordWorld, type World } from "./world.ts";

/** All that a scene follows from, as plain JSON: whoever has it opens the same one, in whatever process. */
export interface SceneRequest extends Pick<
  EvaluationRequest,
  "scenario" | "hardfork" | "seed" | "set" | "agents" | "generations" | "blocks" | "sourceHash"
> {
  readonly entry: number;
  readonly accounts: number;
  /** Wei by token, decimals. */
  readonly capital?: { readonly [token: string]: string };
  /** Of flash loans, in millionths of a loan. */
  readonly flash?: number;
  readonly objective?: string;
}

/** The same with the hash of the code that decides what is found. */
export function withSources(loaded: LoadedScenario, request: SceneRequest): SceneRequest {
  const inputs = prepare(inhabited(loaded), { ...request, engine: "fast" });
  return { ...request, sourceHash: sourceHashOf(loaded, inputs, "attack") };
}

export function sceneOptions({ accounts, capital, flash, objective }: SceneRequest): SceneOptions {
  return {
    accounts,
    ...(capital && { capital: Object.fromEntries(Object.entries(capital).map(([of, wei]) => [of, BigInt(wei)])) }),
    ...(flash !== undefined && { flash: { fee: flash } }),
    ...(objective !== undefined && { objective }),
  };
}

let last: { readonly key: string; readonly world: Promise<World> } | undefined;

/** The world of a request; that of the last one is kept, since a process does many jobs of one. */
export function worldOf(request: SceneRequest): Promise<World> {
  const key = canonicalJson(toJson(request));
  if (last?.key !== key) last = { key, world: recorded(request) };
  return last.world;
}

async function recorded(request: SceneRequest): Promise<World> {
  const loaded = inhabited(await loadScenario(request.scenario));
  const inputs = prepare(loaded, { ...request, engine: "fast" });
  requireSources(loaded, inputs, request, "attack");
  return recordWorld(inputs, request.entry);
}

let open: { readonly world: World; readonly scene: Scene } | undefined;

/** The scene that a search of a request goes on in. */
export async function sceneOf(request: SceneRequest): Promise<Scene> {
  const world = await worldOf(request);
  if (open?.world !== world) {
    open?.scene.session.machine.close();
    open = { world, scene: openScene(world, { ...sceneOptions(request), feedback: true }) };
    makeFair(open.scene, request.seed);
  }
  return open.scene;
}
