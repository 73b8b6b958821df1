import { minOf } from "../core/many.ts";
import { Random } from "../core/random.ts";
import type { Environment } from "../environment/environment.ts";
import { answer } from "../stats/inquiry.ts";
import { refinedRareEvent, type RefinedRareEvent } from "../stats/refined-rare-event.ts";
import type { Bench, Trial } from "./runner.ts";
import { relativeMargin, valueIn, type Limit } from "./limits.ts";
import { pins } from "./conditions.ts";

const BROKEN = -1e6;

/**
 * Probability that a run breaks any limit, when that is too rare to wait for, measured over the uncertain
 * variables and every innovation of the environment's processes, all given in the conditions. What policies draw for
 * themselves stays with one seed. Undefined where the environment has nothing random.
 */
export async function rareFailure(
  bench: Bench,
  input: {
    readonly limits: readonly Limit[];
    readonly environment: Environment | undefined;
    readonly blocks: number;
    readonly seed: string;
    readonly points: number;
    readonly repeats: number;
    readonly confidence: number;
  },
): Promise<RefinedRareEvent | undefined> {
  const { limits, environment, blocks, seed, points, repeats, confidence } = input;
  const processes = environment?.names.filter((name) => environment.processes[name]!.innovations > 0) ?? [];
  const width = processes.map((name) => blocks * environment!.processes[name]!.innovations);
  const pinned = environment?.uncertain.length ?? 0;
  const dimension = width.reduce((sum, count) => sum + count, pinned);
  if (!environment || dimension === 0 || limits.length === 0) return undefined;
  const trialAt = (point: readonly number[]): Trial => {
    let from = pinned;
    const innovations = Object.fromEntries(
      processes.map((name, i) => {
        from += width[i]!;
        return [name, point.slice(from - width[i]!, from)] as const;
      }),
    );
    return { seed: `${seed}/rare`, conditions: { pinned: pins(environment, point), innovations } };
  };
  const random = Random.of(seed, "verify", "rare");
  return answer(refinedRareEvent({ dimension, random, points, repeats, confidence }), async (batch) => {
    const observed = await bench(batch.map(trialAt), "rare failures");
    return observed.map((run) =>
      Math.max(BROKEN, minOf(limits.map((limit) => relativeMargin(limit, valueIn(limit, run))))),
    );
  });
}
