import { fromHex, toHex } from "../chain/codec/hex.ts";
import type { Json } from "../core/history.ts";
import type { Job } from "../jobs/job.ts";
import { fromJson, toJson } from "./exact.ts";
import { breaks, type Mutant } from "./power.ts";
import type { Fair } from "./scene.ts";
import { sceneOptions, worldOf, type SceneRequest } from "./scene-request.ts";

interface Inputs extends SceneRequest {
  readonly fair: Fair;
  readonly evaluations: number;
  readonly planted: { readonly what: string; readonly address: string; readonly code: string };
}

/** The search on one planted fault as a job of the pool. */
export function powerJob(request: SceneRequest, fair: Fair, { what, ...mutant }: Mutant, evaluations: number): Job {
  const planted = { what, address: toHex(mutant.address), code: toHex(mutant.code) };
  const inputs: Inputs = { ...request, fair, evaluations, planted };
  return { handler: "attack-power", inputs: toJson(inputs), name: `${request.scenario} with ${what}` };
}

/** What a worker of the pool calls. @returns whether the fault was turned into money */
export default async function run(inputs: Json): Promise<Json> {
  const { fair, evaluations, planted, ...request } = fromJson<Inputs>(inputs);
  const { seed, accounts } = request;
  const mutant = { what: planted.what, address: fromHex(planted.address), code: fromHex(planted.code) };
  const { capital, flash } = sceneOptions(request);
  return breaks(
    await worldOf(request),
    { ...{ seed, accounts, fair, evaluations }, ...(capital && { capital }), ...(flash && { flash }) },
    mutant,
  );
}
