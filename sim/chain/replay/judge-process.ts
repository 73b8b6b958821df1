import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { RunError, type Fault } from "../../core/errors.ts";
import type { ChainOptions } from "../chain.ts";
import type { CheckCase } from "./case.ts";
import { Court, type Verdict } from "./verdict.ts";

/** The process that judges has ended before its time. */
export class ProcessEnded extends RunError {}

/** Whoever judges cases, in the order in which they come. */
export interface Judging {
  /** Rejects with RunError CHAIN_FAULT when the judge itself fails. */
  judge(block: CheckCase): Promise<Verdict>;
  close(): Promise<void>;
}

/** What the process is sent, and what it answers, one answer a message. */
export type JudgeMessage = { readonly options: Required<ChainOptions> } | { readonly block: CheckCase };
export type JudgeReply = { readonly verdict: Verdict } | { readonly fault: Fault };

/** Judges in this process, whenever the run leaves it to the event loop. What it is given must stay as it is. */
export function judgeHere(options: Required<ChainOptions>): Judging {
  const court = new Court(options);
  let last: Promise<unknown> = Promise.resolve();
  return {
    judge(block) {
      const verdict = last.then(() => court.judge(block));
      last = verdict.catch(() => undefined);
      return verdict;
    },
    close: () => court.close(),
  };
}

/** By its place, because the folder that the user stands in need not have it. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Judges in a process of its own, beside the run: what it is sent it keeps in order. */
export function judgeBeside(options: Required<ChainOptions>): Judging {
  const child = fork(new URL("./judge-worker.ts", import.meta.url), [], {
    execArgv: ["--import", TSX],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const waiting: { resolve(verdict: Verdict): void; reject(reason: RunError): void }[] = [];
  let said = "";
  child.stderr!.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-1000)));

  let broken: RunError | undefined;
  const fail = (fault: RunError): void => {
    broken ??= fault;
    for (const { reject } of waiting.splice(0)) reject(broken);
  };
  const end = (reason: string): void => {
    const found = `its process ended: ${reason} ${said}`.trim();
    fail(new ProcessEnded({ code: "CHAIN_FAULT", expected: "a verdict of the Hardhat chain", found }));
  };
  child.on("error", (error) => end(error.message));
  child.on("exit", (code, signal) => end(signal ?? `exit status ${code}`));
  child.on("message", (reply: JudgeReply) => {
    if ("verdict" in reply) waiting.shift()?.resolve(reply.verdict);
    else fail(new RunError(reply.fault));
  });
  child.send({ options } satisfies JudgeMessage);
  return {
    judge: (block) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        waiting.push({ resolve, reject });
        child.send({ block } satisfies JudgeMessage);
      }),
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGKILL"); // it keeps nothing
      }),
  };
}
