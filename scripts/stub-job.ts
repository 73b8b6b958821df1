import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../sim/core/history.ts";

export interface Stub {
  readonly n: number;
  /** Milliseconds without work, as if a core of one's own did it; and with work. */
  readonly waits?: number;
  readonly works?: number;
}

/** Stands for an evaluation where what is around it is measured. @returns the milliseconds that it took */
export default async function stub(inputs: Json): Promise<Json> {
  const { waits = 0, works = 0 } = inputs as unknown as Stub;
  const begun = performance.now();
  if (waits > 0) await sleep(waits);
  while (performance.now() - begun < waits + works);
  return performance.now() - begun;
}
