import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../../../sim/core/errors/errors.ts";
import type { Json } from "../../../sim/core/history.ts";

export interface Planted {
  readonly n: number;
  /** Where computations are counted and planted faults remembered. */
  readonly folder: string;
  /** What goes wrong, always or only the first time. */
  readonly fault?: "exit" | "hang" | "throw" | "fault" | "infinite";
  readonly once?: boolean;
  readonly milliseconds?: number;
}

/** A cheap job that squares a number, and dies, hangs or throws where it is told to. */
export default async function planted(inputs: Json): Promise<Json> {
  const { n, folder, fault, once, milliseconds } = inputs as unknown as Planted;
  const fuse = `${folder}/fuse-${n}`;
  const burnt = existsSync(fuse);
  if (fault && !(once && burnt)) {
    writeFileSync(fuse, "");
    appendFileSync(`${folder}/pids`, `${process.pid}\n`);
    if (fault === "exit") {
      console.error(`last words of ${n}`);
      process.exit(3);
    }
    if (fault === "hang") await sleep(1e9);
    if (fault === "throw") throw new Error(`planted in ${n}`);
    if (fault === "fault")
      throw InputError.of("STATS_ARGUMENT", { expected: "nothing", found: "a fault", where: "here" });
    for (;;);
  }
  appendFileSync(`${folder}/begun`, `${n}\n`);
  // Later jobs are the quicker ones, so that they end before earlier ones.
  if (milliseconds) await sleep(milliseconds);
  appendFileSync(`${folder}/computed`, `${n}\n`);
  appendFileSync(`${folder}/pids`, `${process.pid}\n`);
  return { n, square: n * n };
}
