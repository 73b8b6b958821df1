import type { Random } from "../../core/random.ts";
import { explore } from "../../explore/explore.ts";
import { maximize } from "../../goals/index.ts";
import type { Json } from "../../core/history.ts";
import type { JobPool } from "../../jobs/job.ts";
import planted from "../../scenarios/planted.ts";
import { covers, power, type Promised } from "./row.ts";
import { normal } from "./samplers.ts";

/** Designs that are all the same: what tells them apart is luck, of which each run has its own. */
function equalDesigns(random: Random): JobPool {
  let run = 0;
  return {
    run: (jobs) =>
      Promise.resolve(jobs.map((): Json => ({ measures: { work: normal.draw(random.at(run++)), issuance: 1 } }))),
    close: () => Promise.resolve(),
  };
}

/** The interval that `explore` shows of the best of 100 equal designs, whose truth is 0. */
async function shown(random: Random): Promise<{ readonly low: number; readonly high: number } | undefined> {
  const scenario = { ...planted.definition, goals: [maximize("work")] };
  const { best, fresh } = await explore({
    loaded: { scenario, file: "", textHash: "" },
    scenario: "planted",
    engine: "fast",
    seed: "1",
    replicates: 8,
    fresh: 1,
    optimiser: "lhs",
    budget: { evaluations: 800 },
    pool: equalDesigns(random),
    now: () => 0,
  });
  const [outcome] = fresh.designs.get(best[0]!.id)!.assessment!.outcomes;
  return outcome!.interval.guarantee === "none" ? undefined : outcome!.estimate;
}

/** The search as it is, a sampler in the place of its runs: few repetitions, for each is 800 evaluations. */
export function chosenRows(): Promised[] {
  const rest = {
    procedure: "what explore shows (measureAnew)",
    data: "the best of 100 equal designs, 8 normal runs each",
  };
  return [
    covers(0.93, {
      ...rest,
      counted: "the interval covers",
      weight: 0.1,
      once: async (random) => {
        const interval = await shown(random);
        return interval && interval.low <= 0 && interval.high >= 0;
      },
    }),
    power({
      ...rest,
      counted: "has an interval",
      weight: 0.1,
      once: async (random) => (await shown(random)) !== undefined,
    }),
  ];
}
