import { asFunctionOfItsInput } from "../../core/determinism.ts";
import { RunError } from "../../core/errors/errors.ts";
import { FUNCTION_SECONDS, Interruption, scenarioTimeout, underTimer } from "../../core/watchdog.ts";
import type { Task } from "../../core/task.ts";
import type { Participant } from "../agents/participant.ts";

/** Seconds between two timers of a long computation: one costs a thread, more than the policies of many blocks. */
const WATCH_SECONDS = 0.25;
/** The timer waits longer for many agents, seconds each: between two places where a run may be left, much is done for all. */
const SECONDS_AN_AGENT = 0.002;
/** Engines end by their gas: what takes so many times as long as a function may is no block. */
const BLOCK_LIMITS = 60;
/** Agents that are asked in one go: a long phase may be left between two such slices. */
const SLICE = 1000;

/** Whose function runs now, and which. */
interface CallSite {
  agent: Participant | undefined;
  what: string;
}

const NO_CALL_SITE: CallSite = { agent: undefined, what: "" };
let callSite = NO_CALL_SITE;

/** Says whose function runs next, and which if not the phase's own. */
export type EnterAgent = (agent: Participant, what?: string) => void;

/**
 * A phase in which agents' own functions run: whatever they throw becomes a fault that names species, agent and block, and
 * they may ask neither the clock nor the host for chance.
 */
export function withAgentContext(what: string, phase: (at: EnterAgent) => void): void {
  const now: CallSite = { agent: undefined, what };
  callSite = now;
  try {
    asFunctionOfItsInput(
      () => (now.agent ? errorLocation(now.agent, now.what) : now.what),
      () =>
        phase((agent, which = what) => {
          now.agent = agent;
          now.what = which;
        }),
    );
  } catch (cause) {
    if (cause instanceof RunError || !now.agent) throw cause;
    throw RunError.of(
      "POLICY_THREW",
      {
        where: errorLocation(now.agent, now.what),
        found: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
      },
      { cause },
    );
  } finally {
    callSite = NO_CALL_SITE;
  }
}

/** Asks agents for something, one after the other, and returns the seconds that it took. What `visit` throws is a fault of the agent's. */
export function* eachAgent<P extends Participant>(
  what: string,
  agents: readonly P[],
  visit: (agent: P, index: number) => void,
): Task<number> {
  let seconds = 0;
  for (let first = 0; first < agents.length; first += SLICE) {
    if (first > 0) yield;
    const started = performance.now();
    const until = Math.min(first + SLICE, agents.length);
    withAgentContext(what, (at) => {
      for (let i = first; i < until; i++) {
        at(agents[i]!);
        visit(agents[i]!, i);
      }
    });
    seconds += (performance.now() - started) / 1000;
  }
  return seconds;
}

export interface WatchOptions {
  /** Seconds of processor time that a function of a scenario may take. */
  readonly limit?: number | undefined;
  /** Seconds of the clock after which it is looked whether that is so. */
  readonly timer?: number;
}

/** The timer of a run's first attempt. */
export function timerFor(agents: number, limit = FUNCTION_SECONDS): number {
  return limit + SECONDS_AN_AGENT * agents;
}

/**
 * Runs a computation to its end; a function of a scenario that does not end within its limit is a fault. The event loop
 * has its turn whenever the computation waits, and at least a few times a second if it says where.
 *
 * Throws Interruption where the timer came too early, because the machine was busy with something else: the computation
 * is then lost, and may be begun anew with a longer timer.
 */
export async function runWatched<T>(task: Task<T>, options: WatchOptions = {}): Promise<T> {
  const { limit = FUNCTION_SECONDS, timer = limit } = options;
  let go = (): IteratorResult<(() => unknown) | undefined, T> => task.next();
  for (;;) {
    const step = watched(timer, limit, () => {
      const until = performance.now() + Math.min(WATCH_SECONDS, limit / 40) * 1000;
      let next = go();
      while (!next.done && next.value === undefined && performance.now() < until) next = task.next();
      return next;
    });
    if (step.done) return step.value;
    try {
      const answer = await (step.value ? step.value() : new Promise(setImmediate));
      go = () => task.next(answer);
    } catch (error) {
      go = () => task.throw(error);
    }
  }
}

function watched<T>(timer: number, limit: number, work: () => T): T {
  try {
    return underTimer(timer, work);
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    const { agent, what } = callSite;
    callSite = NO_CALL_SITE;
    const isOfScenario = error.where !== undefined;
    if (!error.isOver(isOfScenario ? limit : BLOCK_LIMITS * limit)) throw error;
    if (agent) throw policyTimeout(agent, what, `an end within ${limit} s of processor time`);
    if (error.where !== undefined) throw scenarioTimeout(error.where, limit);
    throw RunError.of("BLOCK_TIMEOUT", {
      where: "between policies: a block or a read on an engine that does not wait",
      found: "none",
      limit: BLOCK_LIMITS * limit,
    });
  }
}

export function policyTimeout(agent: Participant, what: string, expected: string): RunError {
  return RunError.of("POLICY_TIMEOUT", { where: errorLocation(agent, what), expected, found: "none" });
}

export function errorLocation(agent: Participant, what = "act"): string {
  return `${agent.label}, ${what === "act" ? "" : `${what}, `}block ${agent.input.tick.block}`;
}
