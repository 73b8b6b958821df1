import { fork } from "node:child_process";
import { type Fault, RunError } from "../../core/errors/errors.ts";
import { moduleFlags } from "../../core/typescript.ts";
import type { CompleteOptions } from "../chain.ts";
import type { CheckCase } from "./case.ts";
import { CrossCheck, type Comparison } from "./comparison.ts";
import { packCase, type PackedCase } from "./packed.ts";

/** The process that judges has ended before its time. */
export class ProcessEnded extends RunError {}

/** Replays cases in the order in which they are sent. */
export interface ReplayWorker {
  /** Rejects with RunError CHAIN_FAULT when the replay itself fails. */
  compare(block: CheckCase): Promise<Comparison>;
  close(): Promise<void>;
}

/** What the process is sent, and what it answers, one answer a message. */
export type ReplayRequest = { readonly options: CompleteOptions } | { readonly block: PackedCase };
export type ReplayResponse = { readonly comparison: Comparison } | { readonly fault: Fault };

/**
 * Replays in this process, whenever the run yields to the event loop. What it is given must stay as it is.
 * @param partGas Gas of calls of a block that are mined together at most.
 */
export function replayInProcess(options: CompleteOptions, partGas?: number): ReplayWorker {
  const crossCheck = new CrossCheck(options, partGas);
  let last: Promise<unknown> = Promise.resolve();
  return {
    compare(block) {
      const comparison = last.then(() => crossCheck.compare(block));
      last = comparison.catch(() => undefined);
      return comparison;
    },
    close: () => crossCheck.close(),
  };
}

/** Keeps the memory that the Hardhat chain frees after each block, which it takes again at once: a third of its time. */
const ENV = { MIMALLOC_PURGE_DELAY: "-1" };

/** Replays in a child process, concurrently with the run and in order. */
export function replayInChild(options: CompleteOptions): ReplayWorker {
  const child = fork(new URL("./replay-worker.ts", import.meta.url), [], {
    execArgv: [...moduleFlags],
    env: { ...process.env, ...ENV },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const waiting: { resolve(comparison: Comparison): void; reject(reason: RunError): void }[] = [];
  let printed = "";
  child.stderr!.on("data", (text: Buffer) => (printed = (printed + text.toString()).slice(-1000)));

  let broken: RunError | undefined;
  const fail = (fault: RunError): void => {
    broken ??= fault;
    for (const { reject } of waiting.splice(0)) reject(broken);
  };
  const end = (reason: string): void => {
    const found = `its process ended: ${reason} ${printed}`.trim();
    fail(ProcessEnded.of("CHAIN_FAULT", { expected: "a verdict of the Hardhat chain", found }));
  };
  child.on("error", (error) => end(error.message));
  child.on("exit", (code, signal) => end(signal ?? `exit status ${code}`));
  child.on("message", (reply: ReplayResponse) => {
    if ("comparison" in reply) waiting.shift()?.resolve(reply.comparison);
    else fail(new RunError(reply.fault));
  });
  child.send({ options } satisfies ReplayRequest);
  return {
    compare: (block) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        waiting.push({ resolve, reject });
        child.send({ block: packCase(block) } satisfies ReplayRequest);
      }),
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGKILL"); // it keeps nothing
      }),
  };
}
