import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openChain } from "../sim/chain/open.ts";
import { evaluate } from "../sim/evaluation/evaluate.ts";
import { listScenarios } from "../sim/evaluation/load.ts";
import { EVENT_LOG } from "../sim/population/event-log.ts";
import { prepare } from "../sim/evaluation/prepare.ts";

/**
 * The hash of the event log of every built-in scenario, at quick sizes and under two seeds, on the fast engine.
 *
 *   node --import tsx scripts/event-log-hashes.ts [--write]
 *
 * Compares them with test/event-log-hashes.json and tells what differs, exit status 1; with --write they are put there.
 * A change that moves a hash says so in the changelog, and why.
 */
const FILE = fileURLToPath(new URL("../test/event-log-hashes.json", import.meta.url));
/** That of the committed hashes. */
const HARDFORK = "cancun";
const SEEDS = ["1", "2"];
const QUICK = { generations: 4, blocks: 12 };

export interface HashedRun {
  readonly scenario: string;
  readonly seed: string;
  readonly generations: number;
  readonly blocks: number;
  readonly log: string;
  readonly hardfork: string;
  readonly hash: string;
}

/** Runs all of them in this process. */
export async function hashedRuns(): Promise<HashedRun[]> {
  const runs: HashedRun[] = [];
  for (const loaded of await listScenarios()) {
    const { name, base } = loaded.scenario;
    const { sizes } = base;
    const generations = Math.min(sizes.generations, QUICK.generations);
    const blocks = Math.min(sizes.blocks, QUICK.blocks);
    for (const seed of SEEDS) {
      const inputs = prepare(loaded, { engine: "fast", hardfork: HARDFORK, seed, generations, blocks });
      const { eventLogHash: hash } = await evaluate(inputs, { openChain });
      runs.push({ scenario: name, seed, generations, blocks, log: EVENT_LOG, hardfork: HARDFORK, hash });
    }
  }
  const key = ({ scenario, seed }: HashedRun): string => `${scenario} ${seed}`;
  return runs.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export function committedRuns(): HashedRun[] {
  return JSON.parse(readFileSync(FILE, "utf8")) as HashedRun[];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const runs = await hashedRuns();
  if (process.argv.includes("--write")) {
    writeFileSync(FILE, `${JSON.stringify(runs, null, 2)}\n`);
    console.log(`${runs.length} hashes written to ${FILE}`);
  } else {
    const committed = new Set(committedRuns().map(lineOf));
    const moved = runs.filter((run) => !committed.has(lineOf(run)));
    for (const run of moved) console.log(`moved: ${lineOf(run)}`);
    if (moved.length > 0 || committed.size !== runs.length) process.exitCode = 1;
    else console.log(`all ${runs.length} hashes are as committed`);
  }
}

function lineOf(run: HashedRun): string {
  return JSON.stringify(run);
}
