import { artifacts } from "hardhat";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { Workload } from "./bench-evm.ts";
import { evolve } from "./bench-evolve.ts";
import { type BenchFact, median } from "./bench-table.ts";
import { codecsOf, REFERENCE } from "./bench-workload.ts";

const SOURCE = join(import.meta.dirname, "limit/pro-rata.c");
const COMPILERS = ["cc", "gcc", "clang"];

/** Agents of the bare engine, and how many times C's time an action of it may take. */
const ENGINE_AGENTS = [64, 1000, 10_000];
const ENGINE_TIMES = 3;
const HELD = new Set([1000, 10_000]);
/** Generations of ten blocks of the main job, and how many times C's time an action of it may take. */
const JOBS: readonly (readonly [generations: number, times: number])[] = [
  [100, 50],
  [800, 35],
];
/** The same for what the simulator adds to the engine and the policies. */
const SIMULATOR_TIMES = 12;
/** C's time that the main job is held against is the one at this number of agents. */
const UNIT_AGENTS = 1000;

/**
 * How far from the limit: an action of the engine, and of the main job without a cross-check, against the same storage work
 * written by hand in C. Engine and C run in turn, and each number is the median of its turns, so that a change of the
 * machine's speed meets both. Empty, with a word of it, where there is no C compiler.
 */
export async function benchLimit(quick: boolean, report: (line: string) => void): Promise<BenchFact[]> {
  const folder = mkdtempSync(join(tmpdir(), "limit-"));
  try {
    const program = join(folder, "pro-rata");
    const compiler = COMPILERS.find((name) => compiles(name, program));
    if (compiler === undefined) {
      report(`limit: not measured, none of ${COMPILERS.join(", ")} compiles ${SOURCE}`);
      return [];
    }
    const seconds = quick ? 0.1 : 0.5;
    const inC = (agents: number): number => Number(run(program, [String(agents), String(seconds)])) / 1000;
    const facts: BenchFact[] = [];
    for (const agents of ENGINE_AGENTS) facts.push(...(await engineFacts(agents, quick ? 3 : 9, seconds, inC)));
    for (const [generations, times] of JOBS) facts.push(...jobFacts(quick ? generations / 5 : generations, times, inC));
    return facts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compiles(compiler: string, to: string): boolean {
  return spawnSync(compiler, ["-O3", "-march=native", "-o", to, SOURCE], { stdio: "ignore" }).status === 0;
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}

async function engineFacts(
  agents: number,
  turns: number,
  seconds: number,
  inC: (agents: number) => number,
): Promise<BenchFact[]> {
  const { abi, bytecode } = await artifacts.readArtifact(REFERENCE);
  const workload = new Workload(fromHex(bytecode), codecsOf(abi).submit!, agents);
  const turn = (): number => {
    const times: number[] = [];
    const end = performance.now() + seconds * 1000;
    while (times.length < 3 || performance.now() < end) times.push(workload.block());
    return median(times);
  };
  turn(); // V8 optimises what was compiled
  const pairs = Array.from({ length: turns }, () => [turn(), inC(agents)] as const);
  const what = `an action of the engine, ${agents} agents`;
  return [
    { what, value: median(pairs.map(([engine]) => engine)), unit: "us" },
    { what: `the same in C, ${agents} agents`, value: median(pairs.map(([, c]) => c)), unit: "us" },
    {
      ...{ what: `${what}, against C`, value: median(pairs.map(([engine, c]) => engine / c)), unit: "times" },
      ...(HELD.has(agents) && { atMost: ENGINE_TIMES }),
    },
  ];
}

function jobFacts(generations: number, atMost: number, inC: (agents: number) => number): BenchFact[] {
  const before = inC(UNIT_AGENTS);
  const { throughput, blocks } = evolve(["--engine", "fast", "--replay", "0", "--generations", String(generations)]);
  const c = (before + inC(UNIT_AGENTS)) / 2;
  const what = `evolve hash-rate over ${blocks} blocks without replay`;
  const { engine, policies, simulator } = throughput.microseconds;
  return [
    { what: `${what}, against C`, value: 1e6 / throughput.actionsPerSecond / c, unit: "times", atMost },
    { what: `${what}: the engine, against C`, value: engine / c, unit: "times" },
    { what: `${what}: the policies, against C`, value: policies / c, unit: "times" },
    { what: `${what}: the simulator, against C`, value: simulator / c, unit: "times", atMost: SIMULATOR_TIMES },
  ];
}
