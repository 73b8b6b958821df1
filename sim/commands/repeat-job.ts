import { openChain } from "../chain/open.ts";
import { RunError } from "../core/errors/errors.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import type { GenerationRecord, Json, Resumable } from "../core/history.ts";
import { loadScenario } from "../evaluation/load.ts";
import { prepare, sourceHashOf } from "../evaluation/prepare.ts";
import type { Job } from "../jobs/job.ts";
import { openRun, type StoredRun } from "../runs/read.ts";

export interface RepeatInputs {
  readonly folder: string;
  readonly run: string;
  readonly request: EvaluationRequest;
  readonly generation: number;
  /** Of the generation before it, base64; empty before the first. */
  readonly checkpoint: string;
}

/** One generation of a stored run, lived again from its checkpoint. */
export function repeatJob(inputs: RepeatInputs, name: string): Job {
  return { handler: "repeat", inputs: JSON.parse(JSON.stringify(inputs)) as Json, name };
}

/** What a worker of the pool calls. @returns the generation's record. */
export default async function run(inputs: Json): Promise<Json> {
  const { folder, run: id, request, generation, checkpoint } = inputs as unknown as RepeatInputs;
  const loaded = await loadScenario(request.scenario);
  const prepared = prepare(loaded, request);
  const found = sourceHashOf(loaded, prepared);
  if (found !== request.sourceHash)
    throw RunError.of("SOURCE_CHANGED", {
      where: loaded.file,
      expected: `the code that the run began with (${request.sourceHash})`,
      found,
      remedy: "leave scenario, contracts and simulator as they are while a run goes on, and start it anew",
    });
  const stored = openRun(folder, id);
  let record: GenerationRecord | undefined;
  try {
    await evaluate(prepared, {
      openChain,
      until: generation + 1,
      onGeneration: (one) => void (record = one),
      ...(generation > 0 && { resume: before(stored, generation, Buffer.from(checkpoint, "base64")) }),
    });
  } finally {
    stored.close();
  }
  return JSON.parse(JSON.stringify(record)) as Json;
}

/** The run as it stood before a generation. */
function before(stored: StoredRun, generation: number, checkpoint: Uint8Array): Resumable {
  const hashes = stored.generationHashes();
  return {
    generations: generation,
    checkpoint,
    seconds: 0,
    *blocks() {
      for (const block of stored.blocks()) {
        if (block.generation >= generation) return;
        yield block;
      }
    },
    generationHash: (of) => hashes.get(of)!,
    *summaries() {
      // What is new in a generation depends on those before it.
      for (const summary of stored.summaries()) {
        if (summary.generation >= generation) return;
        yield summary;
      }
    },
  };
}
