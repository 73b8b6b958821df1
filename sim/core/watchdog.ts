import { Script } from "node:vm";
import { RunError } from "./errors/errors.ts";
import { leaveScenario, runningFunction, seal, sealsHeld } from "./determinism.ts";

/**
 * What ends work that does not end by itself. A limit counts the thread's processor time, so that a machine which is busy
 * with something else, or a process that was stopped for a while, changes nothing. A timer can only count the clock's
 * time: it interrupts, and the processor time decides whether that was a fault.
 */

/** Seconds of processor time that one function of a scenario may take. */
export const FUNCTION_SECONDS = 10;

/** Of the limit, in processor time: a timer's own delay and the machine's share of the rest are no reason to go on. */
const ENOUGH = 0.8;
/** How much longer the timer waits after it interrupted work that had not had its processor time. */
const PATIENCE = 4;

/** Seconds of the clock between two timers of many pieces of work: one costs a thread, as much as a small piece. */
const PIECES_SECONDS = 0.25;

/** Node's timer stops synchronous code only inside a script of its own, so the work is handed over by name. */
const SLOT = Symbol.for("rewardscape.watched");
const script = new Script(`globalThis[Symbol.for("rewardscape.watched")]()`, { filename: "watched" });
const host = globalThis as unknown as Record<symbol, unknown>;

/** Work that a timer interrupted: nothing of it goes on, no `finally` of it has run. */
export class Interruption extends Error {
  /** Of processor time, until it was interrupted. */
  readonly seconds: number;
  /** Of the clock, that the timer waited. */
  readonly timer: number;
  /** The function of the scenario that was at work, if one was. */
  readonly where: string | undefined;

  constructor(seconds: number, timer: number, where: string | undefined) {
    super(`interrupted after ${timer} s`);
    this.seconds = seconds;
    this.timer = timer;
    this.where = where;
  }

  /** Whether the work had the processor time that it may have. */
  isOver(limit: number): boolean {
    return this.seconds >= ENOUGH * limit;
  }

  /** Of the timer of another attempt. */
  get nextTimer(): number {
    return PATIENCE * this.timer;
  }
}

/** Runs synchronous work, interrupted after so many seconds of the clock. Throws Interruption. */
export function underTimer<T>(seconds: number, work: () => T): T {
  const outer = host[SLOT];
  const seals = sealsHeld();
  const started = threadSeconds();
  let result: { readonly value: T } | undefined;
  host[SLOT] = () => {
    result = { value: work() };
  };
  try {
    script.runInThisContext({ timeout: Math.ceil(seconds * 1000) });
  } catch (cause) {
    if ((cause as { code?: unknown } | undefined)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
    const where = runningFunction();
    leaveScenario(seals);
    throw new Interruption(threadSeconds() - started, seconds, where);
  } finally {
    host[SLOT] = outer; // or the last work would be held for as long as the process lives
  }
  return result!.value;
}

/**
 * Runs a function of a scenario that changes nothing outside itself, which is why it may be run again where it was
 * interrupted too early. Throws RunError SCENARIO_TIMEOUT, naming it.
 *
 * @example const inputs = limited(() => prepare(loaded, request));
 */
export function limited<T>(work: () => T, limit = FUNCTION_SECONDS): T {
  if (host[SLOT]) return work(); // within work that is watched already
  const release = seal(); // once, however many functions of the scenario run
  try {
    for (let timer = limit; ;) {
      try {
        return underTimer(timer, work);
      } catch (error) {
        if (!(error instanceof Interruption)) throw error;
        if (error.isOver(limit)) throw scenarioTimeout(error.where ?? "the scenario", limit);
        timer = error.nextTimer;
      }
    }
  } finally {
    release();
  }
}

/**
 * Runs work on each item as `limited` does, many items under one timer, and the guards are put in place once: for thousands
 * of small pieces both take longer than the pieces. What has ended is not run again where a timer came too early.
 *
 * @example const inputs = limitedEach(requests, (request) => prepare(loaded, request));
 */
export function limitedEach<A, T>(items: readonly A[], work: (item: A) => T, limit = FUNCTION_SECONDS): T[] {
  const release = seal();
  const results: T[] = [];
  const some = (): void => {
    const until = performance.now() + Math.min(PIECES_SECONDS, limit / 40) * 1000;
    do results.push(work(items[results.length]!));
    while (results.length < items.length && performance.now() < until);
  };
  try {
    while (results.length < items.length) limited(some, limit);
    return results;
  } finally {
    release();
  }
}

export function scenarioTimeout(where: string, limit: number): RunError {
  return RunError.of("SCENARIO_TIMEOUT", { where, found: "none", limit });
}

/** Seconds of processor time of this thread; of the process in versions of Node that cannot tell its threads apart. */
export function threadSeconds(): number {
  const { user, system } = (process.threadCpuUsage ?? process.cpuUsage)();
  return (user + system) / 1e6;
}
