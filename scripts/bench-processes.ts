/** Near-linear on two processes? Forks itself: a child runs the reference workload when it is told to. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openChain } from "../sim/chain/open.ts";
import type { BenchFact } from "./bench-table.ts";
import { CHAIN_OPTIONS, submitTime } from "./bench-workload.ts";

const AGENTS = 1000;
const FILE = fileURLToPath(import.meta.url);
/** Near-linear: what two processes do together, against one. */
const AT_LEAST = 1.7;

export async function benchProcesses(seconds: number): Promise<BenchFact[]> {
  const [one] = await together(1, seconds);
  const two = await together(2, seconds);
  const sum = two.reduce((a, b) => a + b, 0);
  return [
    { what: `fast, ${AGENTS} agents, two processes together`, value: sum, unit: "actions/s" },
    { what: "two processes against one", value: sum / one!, unit: "times", atLeast: AT_LEAST },
  ];
}

/** Actions/s of each of some processes, begun at one time. */
async function together(count: number, seconds: number): Promise<number[]> {
  const children = Array.from({ length: count }, () => fork(FILE, ["--child"], { execArgv: ["--import", "tsx"] }));
  const answer = (child: (typeof children)[number]): Promise<number> =>
    new Promise((resolve, reject) => {
      child.once("message", resolve).once("exit", (code) => reject(new Error(`a process ended with ${code}`)));
    });
  await Promise.all(children.map(answer)); // ready
  const results = children.map(answer);
  for (const child of children) child.send(seconds);
  return Promise.all(results);
}

async function asChild(): Promise<void> {
  const chain = await openChain("fast", CHAIN_OPTIONS);
  process.once("message", (seconds: number) => {
    void submitTime(chain, AGENTS, { seconds }).then(({ microseconds }) => {
      process.send!(1e6 / microseconds);
      process.disconnect?.();
    });
  });
  process.send!(0);
}

if (process.argv[2] === "--child" && process.argv[1] === FILE) await asChild();
