import { Script } from "node:vm";
import { asFunctionOfItsInput, leaveScenario } from "../../core/determinism.ts";
import { RunError } from "../../core/errors/errors.ts";
import type { Task } from "../../core/task.ts";
import type { Participant } from "../agents/participant.ts";

/** How long the policies of one block may take together before the one at work is a fault. */
export const POLICY_SECONDS = 10;

/** A watchdog costs a thread, more than the policies of many blocks: one watches this share of its limit, then the next. */
const WATCH_SHARE = 1 / 40;

/** Node's watchdog stops synchronous code only inside a script of its own, so the work is handed over by name. */
const WORK_SLOT = Symbol.for("rewardscape.watched");
const script = new Script(`globalThis[Symbol.for("rewardscape.watched")]()`, { filename: "watched" });
const host = globalThis as unknown as Record<symbol, unknown>;

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

/**
 * Runs a computation to its end under watchdogs: an agent's function that does not end within the limit is a fault.
 * The event loop has its turn whenever the computation waits, and at least a few times a second if it says where.
 */
export async function runWatched<T>(task: Task<T>, limit = POLICY_SECONDS): Promise<T> {
  let go = (): IteratorResult<(() => unknown) | undefined, T> => task.next();
  for (;;) {
    const step = underWatchdog(limit, () => {
      const until = performance.now() + limit * 1000 * WATCH_SHARE;
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

function underWatchdog<T>(limit: number, work: () => T): T {
  let result: { readonly value: T } | undefined;
  host[WORK_SLOT] = () => {
    result = { value: work() };
  };
  try {
    script.runInThisContext({ timeout: limit * 1000 });
  } catch (cause) {
    if ((cause as { code?: unknown } | undefined)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
    const { agent, what } = callSite;
    callSite = NO_CALL_SITE;
    leaveScenario();
    if (agent) throw policyTimeout(agent, what, `an end within ${limit} s`);
    throw RunError.of("BLOCK_TIMEOUT", {
      where: "between policies: a block or a read on an engine that does not wait",
      found: "none",
      limit,
    });
  } finally {
    host[WORK_SLOT] = undefined; // or the last run would be held for as long as the process lives
  }
  return result!.value;
}

export function policyTimeout(agent: Participant, what: string, expected: string): RunError {
  return RunError.of("POLICY_TIMEOUT", { where: errorLocation(agent, what), expected, found: "none" });
}

export function errorLocation(agent: Participant, what = "act"): string {
  return `${agent.label}, ${what === "act" ? "" : `${what}, `}block ${agent.input.tick.block}`;
}
