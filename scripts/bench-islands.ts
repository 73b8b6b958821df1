/**
 * How much sooner several workers search: `npm run bench -- attack --workers 2 [--names to-and-fro] [--evaluations 1600000]`.
 * The same budget with one worker and with several, in turn, each in processes that have begun; evaluations a second by the
 * clock, so that it says something only on a machine that does nothing else.
 */
import { makeFair } from "../sim/attack/fair.ts";
import { islandJob } from "../sim/attack/island-job.ts";
import { openScene } from "../sim/attack/open-scene.ts";
import { withSources, worldOf } from "../sim/attack/scene-request.ts";
import { search } from "../sim/attack/search.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { processPool } from "../sim/jobs/pool.ts";

const ROUNDS = 3;
/** Calls with which a process loads the scenario, records its world and compiles its contracts. */
const WARM = { calls: 2_000, first: 2_000, refined: 2_000 };

export async function benchIslands(name: string, workers: number, evaluations: number): Promise<void> {
  const scenario = `test/fixtures/attacks/${name}.ts`;
  const request = withSources(await loadScenario(scenario), { scenario, seed: "1", entry: 0.25, accounts: 3 });
  const scene = openScene(await worldOf(request), { accounts: request.accounts, feedback: true });
  makeFair(scene, request.seed);
  const pools = [1, workers].map((count) => ({ count, pool: processPool({ workers: count }), rates: [] as number[] }));
  try {
    for (let round = 0; round <= ROUNDS; round++)
      for (const { pool, rates } of pools) {
        const isWarm = round > 0;
        const seed = `round ${round}`;
        const begun = performance.now();
        const { calls } = await search(scene, {
          ...{ seed, evaluations: isWarm ? evaluations : 8 * WARM.calls },
          ...(!isWarm && { sizes: WARM }),
          work: { pool, job: (task) => islandJob(request, task) },
        });
        if (isWarm) rates.push((1000 * calls) / (performance.now() - begun));
      }
  } finally {
    for (const { pool } of pools) await pool.close();
    scene.session.machine.close();
  }
  console.log(`| workers | evaluations/s, best of ${ROUNDS} | of one worker |`);
  console.log("|---:|---:|---:|");
  const single = Math.max(...pools[0]!.rates);
  for (const { count, rates } of pools)
    console.log(`| ${count} | ${Math.round(Math.max(...rates))} | ${(Math.max(...rates) / single).toFixed(2)} |`);
}
