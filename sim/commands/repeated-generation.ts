import { resolve } from "node:path";
import { Random } from "../core/random.ts";
import { designSetting } from "../explore/space.ts";
import type { GenerationRecord, Json, Resumable } from "../core/history.ts";
import type { Inputs, EvaluateOptions } from "../evaluation/inputs.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { sourceHashOf } from "../evaluation/prepare.ts";
import type { JobPool } from "../jobs/job.ts";
import { canonicalJson } from "../runs/json.ts";
import { processPool } from "../jobs/pool.ts";
import { difference } from "../runs/repeats.ts";
import { repeatJob } from "./repeat-job.ts";

/** In continuous life the calls before the generation are executed again, which may take this share of a run, or so many blocks. */
const SHARE = 0.01;
const BLOCKS = 200;

/**
 * Which generation is lived again, drawn by the seed, of those after `from`: only a process that has lived one before has
 * anything that could be lacking in another. The only one there is if there is no other.
 */
export function repeatedGeneration({ seed, sizes, scenario }: Inputs, from: number): number {
  const after = sizes.generations - 1 - from;
  if (after < 1) return from;
  const early = Math.max(1, Math.floor(SHARE * sizes.generations), Math.floor(BLOCKS / sizes.blocks));
  const of = scenario.base.life === "episodic" ? after : Math.min(after, early);
  return from + 1 + Random.of(seed, "repeated generation").integer(of);
}

export interface RepeatedRun {
  readonly loaded: LoadedScenario;
  readonly inputs: Inputs;
  readonly folder: string;
  /** Id of the run in the folder, which has one once it is begun. */
  readonly run: () => string;
  readonly resume: Resumable | undefined;
}

/**
 * Lives one generation of a run again from its checkpoint, in another process beside it. Where policies are functions of
 * their input the two are the same; a resumed run could otherwise not be what an undisturbed one is.
 */
export class RepeatedGeneration implements NonNullable<EvaluateOptions["repeat"]> {
  readonly #of: RepeatedRun;
  readonly #generation: number;
  readonly #pool: JobPool = processPool({ workers: 1 });
  /** The state before it; empty before the first. */
  #before: Uint8Array | undefined;
  #compared: Promise<void> | undefined;
  #fault: unknown;

  constructor(of: RepeatedRun) {
    this.#of = of;
    const from = of.resume?.generations ?? 0;
    this.#generation = repeatedGeneration(of.inputs, from);
    if (this.#generation === from) this.#before = of.resume?.checkpoint ?? new Uint8Array();
  }

  generation(record: GenerationRecord, checkpoint: Uint8Array): void {
    if (this.#fault) throw this.#fault;
    if (record.generation === this.#generation - 1) this.#before = checkpoint;
    if (record.generation !== this.#generation || !this.#before) return;
    this.#compared = this.#compare(record, this.#before).catch((error: unknown) => void (this.#fault = error));
  }

  async finish(): Promise<void> {
    await this.#compared;
    if (this.#fault) throw this.#fault;
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await this.#compared;
  }

  async #compare(record: GenerationRecord, before: Uint8Array): Promise<void> {
    const { loaded, inputs, folder } = this.#of;
    const run = this.#of.run();
    const { design, seed, sizes, engine, hardfork, conditions } = inputs;
    const request = { scenario: loaded.file, engine, hardfork, seed, ...sizes, conditions, set: designSetting(design) };
    const where = `generation ${record.generation} of run ${run}`;
    const job = repeatJob(
      {
        folder: resolve(folder),
        run,
        request: { ...request, sourceHash: sourceHashOf(loaded, inputs) },
        generation: record.generation,
        checkpoint: Buffer.from(before).toString("base64"),
      },
      where,
    );
    const [again] = await this.#pool.run([job]);
    const lived = canonicalJson(JSON.parse(JSON.stringify(record)) as Json);
    const differs = difference(where, lived, canonicalJson(again!));
    if (differs) throw differs;
  }
}
