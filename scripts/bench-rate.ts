/**
 * How fast the search is beside the engine alone: `npm run bench -- attack --rate [--names a,b]`.
 * An island is lived with feedback and observables; the programs that it executed are then executed again, each by one
 * crossing with a way back and with nothing looked at. Both by the processor's time.
 */
import { makeFair } from "../sim/attack/fair.ts";
import { Island } from "../sim/attack/island.ts";
import { openScene } from "../sim/attack/open-scene.ts";
import type { Scene } from "../sim/attack/scene.ts";
import type { Way } from "../sim/attack/way.ts";
import { recordWorld } from "../sim/attack/world.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { prepare } from "../sim/evaluation/prepare.ts";

/** The programs are executed so often, so that compilation and clocks do not count. */
const TIMES = 3;
/** Both are measured so often, one after the other, and the part in the middle is told: a machine is not always as fast. */
const TURNS = 5;

export async function benchRate(names: readonly string[], calls: number): Promise<void> {
  console.log("| pair | search, calls/s | engine alone, calls/s | part |\n|---|---|---|---|");
  for (const name of names) {
    const loaded = await loadScenario(`test/fixtures/attacks/${name}.ts`);
    const world = await recordWorld(prepare(loaded, { engine: "fast", seed: "1", set: { twin: "sound" } }));
    const scene = openScene(world, { accounts: 3, feedback: true });
    makeFair(scene, "1");
    const ways = recorded(scene, calls);
    const turns = Array.from({ length: TURNS }, () => {
      const search = perSecond(scene, () => live(scene, calls));
      const raw = perSecond(scene, () => {
        for (let i = 0; i < TIMES; i++) ways.forEach((way) => again(scene, way));
      });
      return { search, raw, part: search / raw };
    });
    const { search, raw, part } = turns.sort((a, b) => a.part - b.part)[TURNS >> 1]!;
    console.log(`| ${name} | ${Math.round(search)} | ${Math.round(raw)} | ${part.toFixed(2)} |`);
    scene.session.machine.close();
  }
}

function live(scene: Scene, calls: number): void {
  const task = { seed: "1", number: 0, means: { accounts: true, callbacks: true }, calls, first: calls, from: [] };
  const life = new Island(scene, task).live();
  while (!life.next().done);
}

/** Lives the island once, and keeps each program as it was when the next one began. */
function recorded(scene: Scene, calls: number): Way[] {
  const { session } = scene;
  const ways: Way[] = [];
  const reset = session.reset.bind(session);
  session.reset = () => {
    if (session.length > 0) ways.push(session.way());
    reset();
  };
  live(scene, calls);
  session.reset = reset;
  return ways;
}

function again({ session }: Scene, { stops, sequence }: Way): void {
  const last = stops.at(-1);
  session.reset();
  if (last && sequence) session.machine.resume(sequence, last.point, last.place);
}

/** Calls that the engine executes in a second of the processor. */
function perSecond({ session: { machine } }: Scene, run: () => void): number {
  const calls = machine.calls;
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return ((machine.calls - calls) * 1e6) / (user + system);
}
