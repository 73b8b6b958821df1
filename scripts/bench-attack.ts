// What `attack` finds in the open set (test/fixtures/attacks), and whether it is quiet on the sound twins. Processor time of
// one process; calls are executed calls, honest ones included.
import { attack } from "../sim/attack/attack.ts";
import { openScene } from "../sim/attack/scene.ts";
import { fairOf } from "../sim/attack/fair.ts";
import { search } from "../sim/attack/search.ts";
import { recordWorld } from "../sim/attack/world.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { prepare } from "../sim/evaluation/prepare.ts";
import { units } from "../sim/scenario/units.ts";

/** Profit in the numeraire, by a formula where the scenario states one, else the most that was ever found; calls of the shortest way. */
const KNOWN: { readonly [name: string]: { readonly profit: number; readonly calls: number } } = {
  reentrancy: { profit: 45, calls: 3 },
  "own-loan": { profit: 45, calls: 3 },
  "to-and-fro": { profit: 200, calls: 2 },
  "flash-snapshot": { profit: 41.6, calls: 2 },
  "spot-lending": { profit: 1860, calls: 3 },
  "share-inflation": { profit: 100, calls: 3 },
  "just-in-time": { profit: 33.33, calls: 4 },
  "wash-trade": { profit: 24.7, calls: 3 },
  "duplicate-claims": { profit: 200, calls: 2 },
  "moved-receipt": { profit: 860, calls: 5 },
  "open-notify": { profit: 531, calls: 3 },
  "curve-front-run": { profit: 112, calls: 2 },
  faucet: { profit: 2, calls: 3 },
  maze: { profit: 10, calls: 1 },
  "flash-votes": { profit: 500, calls: 6 },
};

const [names = Object.keys(KNOWN).join(), seeds = "1,2,3", evaluations = "200000", twins = "faulty,sound"] =
  process.argv.slice(2);

for (const name of names.split(","))
  for (const twin of twins.split(","))
    for (const seed of seeds.split(",")) console.log(await row(name, twin, seed, Number(evaluations)));

async function row(name: string, twin: string, seed: string, budget: number): Promise<string> {
  const loaded = await loadScenario(`test/fixtures/attacks/${name}.ts`);
  const world = await recordWorld(prepare(loaded, { engine: "fast", seed: "1", set: { twin } }));
  const known = KNOWN[name]!;
  const before = process.cpuUsage();
  let reached: number | undefined;
  if (twin === "faulty") {
    // How soon: in a scene of its own, and no longer than needed.
    const scene = openScene(world, { accounts: 3, feedback: true });
    scene.fair = fairOf(scene, seed);
    const controller = new AbortController();
    await search(scene, {
      seed,
      evaluations: budget,
      signal: controller.signal,
      onProgress({ best, calls }) {
        if (units(best) < 0.95 * known.profit || reached !== undefined) return;
        reached = calls;
        controller.abort();
      },
    });
    scene.session.machine.close();
  }
  const { user, system } = process.cpuUsage(before);
  const found = await attack(world, { seed, evaluations: Math.min(budget, (reached ?? budget) + 20_000), accounts: 3 });
  const [best] = found.findings;
  const calls = best?.steps.reduce((n, step) => n + (step.kind === "call" ? 1 + (step.within?.length ?? 0) : 0), 0);
  found.close();
  return [
    name,
    twin,
    `seed ${seed}`,
    reached === undefined ? "-" : `${reached} calls`,
    `${((user + system) / 1e6).toFixed(1)} s`,
    best ? `${best.verdict.kind} ${units(best.profit)} in ${calls} calls (known ${known.calls})` : "nothing",
    found.fairest ? `fairest ${found.fairest.kind} ${units(found.fairest.gross)}` : "",
  ].join("\t");
}
