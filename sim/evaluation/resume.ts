import type { Resumable } from "../core/history.ts";
import { type Task, resolve } from "../core/task.ts";
import { type ChainWriter, diverged } from "../population/chain-writer.ts";
import { type EvaluationSnapshot, decodeCheckpoint } from "../population/checkpoint.ts";

/**
 * Brings a chain to where an earlier attempt stopped: its calls are executed again without policies, and every generation
 * must come out with the hash it had. In episodic life only the state between generations matters, so nothing is executed.
 * Returns what was not on the chain. Throws RunError RESUME_HASH.
 */
export function* bringBack(earlier: Resumable, writer: ChainWriter, isEpisodic: boolean): Task<EvaluationSnapshot> {
  const last = earlier.generationHash(earlier.generations - 1);
  const saved = decodeCheckpoint(earlier.checkpoint, last);
  if (isEpisodic) {
    writer.log.digest = Buffer.from(last, "hex");
    writer.blocks = saved.blocks;
  } else yield* executeAgain(earlier, writer);
  yield* resolve(() => writer.chain.generationEnds?.(saved.generation));
  return saved;
}

function* executeAgain(earlier: Resumable, writer: ChainWriter): Task<void> {
  let generation = 0;
  const check = (): void => {
    const expected = earlier.generationHash(generation);
    if (writer.hash !== expected) throw diverged(`generation ${generation}`, expected, writer.hash);
  };
  for (const { generation: of, bytes } of earlier.blocks()) {
    if (of !== generation) {
      check();
      generation = of;
      yield* resolve(() => writer.chain.generationEnds?.(of));
    }
    yield* writer.replay(bytes);
  }
  check();
}
