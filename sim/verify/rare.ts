import { minOf } from "../core/many.ts";
import { Random } from "../core/random.ts";
import type { Environment } from "../environment/environment.ts";
import { answer } from "../stats/inquiry.ts";
import { luckSeed } from "../stats/luck-sensitivity.ts";
import { refinedRareEvent, type RefinedRareEvent } from "../stats/refined-rare-event.ts";
import type { Bench, Trial } from "./runner.ts";
import { relativeMargin, valueIn, type Limit } from "./limits.ts";
import { pins } from "./conditions.ts";

const BROKEN = -1e6;

/**
 * Probability that a run breaks any limit, when that is too rare to wait for, over the uncertain variables, every
 * innovation of the environment's processes, all given in the conditions, and the agents' own luck: each run has a seed
 * of its own, which is a coordinate like the others (`luckSeed`). Undefined where there is no limit to break.
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
  if (limits.length === 0) return undefined;
  const processes = environment?.names.filter((name) => environment.processes[name]!.innovations > 0) ?? [];
  const width = processes.map((name) => blocks * environment!.processes[name]!.innovations);
  const pinned = environment?.uncertain.length ?? 0;
  const located = width.reduce((sum, count) => sum + count, pinned);
  const trialAt = (point: readonly number[]): Trial => {
    let from = pinned;
    const innovations = Object.fromEntries(
      processes.map((name, i) => {
        from += width[i]!;
        return [name, point.slice(from - width[i]!, from)] as const;
      }),
    );
    return {
      seed: luckSeed(`${seed}/rare`, point[located]!),
      ...(environment && { conditions: { pinned: pins(environment, point), innovations } }),
    };
  };
  const random = Random.of(seed, "verify", "rare");
  const inquiry = refinedRareEvent({ dimension: located + 1, luck: true, random, points, repeats, confidence });
  return answer(inquiry, async (batch) => {
    const observed = await bench(batch.map(trialAt), "rare failures");
    return observed.map((run) =>
      Math.max(BROKEN, minOf(limits.map((limit) => relativeMargin(limit, valueIn(limit, run))))),
    );
  });
}
