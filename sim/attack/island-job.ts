import type { Json } from "../core/history.ts";
import { array, json, natural, object } from "../core/shape.ts";
import { isRead } from "../evaluation/evaluation-job.ts";
import type { Job } from "../jobs/job.ts";
import { fromJson, toJson } from "./exact.ts";
import { Island, type IslandResult, type IslandTask } from "./island.ts";
import { sceneOf, type SceneRequest } from "./scene-request.ts";

/** An island as a job of the pool. */
export function islandJob(request: SceneRequest, task: IslandTask): Job {
  return {
    handler: "attack",
    inputs: toJson({ ...request, task }),
    name: `${request.scenario} island ${task.number + 1}`,
  };
}

/** What a worker of the pool calls. @returns an IslandResult */
export default async function run(inputs: Json): Promise<Json> {
  const { task, ...request } = fromJson<SceneRequest & { readonly task: IslandTask }>(inputs);
  return toJson(lived(new Island(await sceneOf(request), task)));
}

function lived(island: Island): IslandResult {
  const life = island.live();
  while (!life.next().done);
  return island.result;
}

const shape = object({
  ...{ calls: natural, programs: natural, states: natural, edges: natural },
  ...{ succeeded: array(natural), tried: array(natural) },
  ...{ best: array(json), reasons: array(json), breaches: array(json) },
});

/** An island's result as it comes back. */
export const readIsland = (value: Json): IslandResult => fromJson<IslandResult>(value);

/** Whether a stored value is one. */
export const isIsland = (value: Json): boolean => isRead((one) => shape.read(one, "island"), value);
