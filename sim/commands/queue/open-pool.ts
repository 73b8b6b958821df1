import { availableParallelism } from "node:os";
import { codeIdentity, markOf } from "../../evaluation/code-identity.ts";
import type { LoadedScenario } from "../../evaluation/load.ts";
import type { JobPool } from "../../jobs/job.ts";
import { processPool } from "../../jobs/pool.ts";
import { QueueAddress } from "../../jobs/queue/address.ts";
import { queuePool } from "../../jobs/queue/pool.ts";
import { codeOf } from "./sent-code.ts";

export interface PoolOptions {
  /** Processes at once; as many as cores unless given. */
  readonly workers?: number | undefined;
  /** Address of the queue whose workers do the jobs instead. */
  readonly queue?: string | undefined;
  readonly volatileQueue?: boolean | undefined;
}

/** The pool that a command's options name: processes of this machine, or a queue. Throws what queuePool throws. */
export async function openPool(
  { queue, volatileQueue, workers = availableParallelism() }: PoolOptions,
  loaded: LoadedScenario,
  say: (text: string) => void,
): Promise<JobPool> {
  if (queue === undefined) return processPool({ workers });
  const lane = { name: codeIdentity(loaded), about: { ...markOf(loaded) } };
  const code = (): ReturnType<typeof codeOf> => codeOf(loaded);
  return queuePool({ address: QueueAddress.read(queue), lane, code, volatile: volatileQueue, onNotice: say });
}
