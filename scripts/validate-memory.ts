import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ENGINES, type EngineName } from "../sim/chain/chain.ts";
import { historyBytes } from "../sim/chain/history.ts";
import { openChain } from "../sim/chain/open.ts";
import { evaluate } from "../sim/evaluation/evaluate.ts";
import { loadScenario, type LoadedScenario } from "../sim/evaluation/load.ts";
import { manifestOf, prepare } from "../sim/evaluation/prepare.ts";
import { plainTable } from "../sim/report/plain-table.ts";
import { ether, evolve, fixed, gaussian, real, scenario, tournament } from "../sim/index.ts";
import { createRun } from "../sim/runs/store.ts";

/**
 * Measures what a run leaves in memory, each case in a process of its own.
 *
 *   npm run validate:memory -- [fast batched transactions] [--blocks 100000]
 *
 * Episodic life must be flat: from the second fifth of the run to the last, the median of what the process holds may
 * grow by no more than a tenth. Continuous life must leave no more than what `historyBytes` says, on which a run that
 * would not fit is refused. Exit status 1 when one of the two does not hold.
 */
const EPISODE = 20;
const FLAT = 0.1;
/** Calls of a block in continuous life, and blocks that are measured. */
const CALLS = 64;
const CONTINUOUS = 2000;

type Life = "episodic" | "continuous";

interface Measured {
  readonly row: readonly string[];
  readonly holds: boolean;
}

if (process.argv[2] === "--case") {
  const [life, engine, blocks] = process.argv.slice(3) as [Life, EngineName, string];
  process.stdout.write(JSON.stringify(await measure(life, engine, Number(blocks))));
} else {
  const args = process.argv.slice(2);
  const at = args.indexOf("--blocks");
  const blocks = at < 0 ? "100000" : args[at + 1]!;
  const chosen = ENGINES.filter((engine) => args.includes(engine));
  const cases = (chosen.length > 0 ? chosen : (["fast", "batched"] as const)).flatMap((engine) => [
    ["episodic", engine, blocks],
    ["continuous", engine, String(CONTINUOUS)],
  ]);
  const measured = cases.map(inOwnProcess);
  const head = ["life", "engine", "blocks", "calls", "MB early", "MB late", "most", "bytes a block", "bound", "holds"];
  process.stdout.write(
    `${plainTable(
      head,
      measured.map(({ row }) => row),
    )}\n`,
  );
  process.exitCode = measured.every(({ holds }) => holds) ? 0 : 1;
}

function inOwnProcess(arguments_: readonly string[]): Measured {
  const self = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", self, "--case", ...arguments_], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`${arguments_.join(" ")} ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout) as Measured;
}

async function measure(life: Life, engine: EngineName, blocks: number): Promise<Measured> {
  const loaded: LoadedScenario =
    life === "episodic" ? { scenario: episodic().definition, file: "", textHash: "" } : await loadScenario("contest");
  const sizes = { agents: life === "episodic" ? 4 : CALLS, generations: blocks / EPISODE, blocks: EPISODE };
  const inputs = prepare(loaded, { engine, seed: "1", ...sizes });
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-memory-"));
  const held: number[] = [];
  try {
    const { actions } = await evaluate(inputs, {
      openChain,
      recorder: createRun(folder),
      manifest: (chain) => manifestOf(loaded, inputs, chain),
      onGeneration({ generation }) {
        if (generation % Math.max(1, Math.floor(inputs.sizes.generations / 200)) !== 0) return;
        held.push(bytesHeld());
        if (held.length % 20 === 0)
          process.stderr.write(
            `${life} ${engine}: ${EPISODE * generation} of ${blocks} blocks, ${mega(held.at(-1)!)} MB\n`,
          );
      },
    });
    const [early, late] = [median(fifth(held, 1)), median(fifth(held, 4))];
    const perBlock = (late - early) / (0.6 * blocks); // medians of fifths lie three fifths of the run apart
    const stated = historyBytes(engine, CALLS);
    const holds = life === "episodic" || stated === 0 ? late <= (1 + FLAT) * early : perBlock <= stated;
    const bound = life === "episodic" || stated === 0 ? `late <= ${1 + FLAT} early` : `<= ${stated}`;
    const numbers = [blocks, (actions / blocks).toFixed(0), mega(early), mega(late), mega(Math.max(...held))];
    return {
      row: [life, engine, ...numbers.map(String), perBlock.toFixed(0), bound, holds ? "yes" : "NO"],
      holds,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Few agents, because it is blocks and episodes that are counted; they are born, die, act, and are listened to. */
function episodic() {
  return scenario("episodes", {
    title: "Four miners share a prize, again and again from the same state",
    parameters: {},
    sizes: { generations: 1, blocks: EPISODE },
    life: "episodic",
    deploy: ({ contract }) => ({ contest: contract("ProportionalContest", [ether(1), 1n, 1n, 0]) }),
    holdings: ({ c }) => [{ name: "prize", token: c.contest }],
  })
    .species("miner", {
      count: 3,
      genome: { work: real(0.01, 1) },
      adaptation: evolve({ select: tournament(2), mutate: gaussian(0.05) }),
      observe: ({ c, self }) => ({ claimable: c.contest.claimable(self) }),
      act: ({ c, genome, obs }) => [
        c.contest.submit(0n, ether(genome.work)),
        ...(obs.claimable > 0n ? [c.contest.claim()] : []),
      ],
      cost: ({ genome }) => ether(genome.work),
    })
    .species("idler", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      events: ({ c }) => [c.contest.Paid()],
      act: () => [],
    })
    .measures((measure) => ({ paid: measure.events({ about: "", unit: "", of: ({ c }) => c.contest.Paid() }) }));
}

/** Of the whole process, the chain's native part included, once what is garbage is gone. */
function bytesHeld(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function fifth(values: readonly number[], number: number): readonly number[] {
  return values.slice(Math.floor((number * values.length) / 5), Math.floor(((number + 1) * values.length) / 5));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1]!;
}
