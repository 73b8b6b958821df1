import { Script } from "node:vm";
import type { Chain, ViewResult } from "../chain/chain.ts";
import { RewardscapeError, RunError } from "../core/errors.ts";
import { Call, View } from "../scenario/handles.ts";
import type { Decision, Plain, Thinking } from "../scenario/species.ts";
import type { Agent } from "./agent.ts";
import { Sheet } from "./sheet.ts";

/** How long the policies of one block may take together before the one at work is a fault. */
export const POLICY_SECONDS = 10;

/** How often a policy may read again before it acts. */
const READS = 1000;

type Reply = Decision<Plain> | readonly Call[] | Thinking<Plain>;

/** Node's watchdog stops synchronous code only inside a script of its own, so the phase is handed over by name. */
const HANDOVER = Symbol.for("rewardscape.policies");
const script = new Script(`globalThis[Symbol.for("rewardscape.policies")]()`, { filename: "policies" });

/**
 * Lets each agent decide once, in the order given. Those that read again before they act are asked in rounds, each
 * round one crossing for all of them, on the state at the block's start. Returns the seconds spent in policies.
 */
export async function decide(agents: readonly Agent[], chain: Chain, limit = POLICY_SECONDS): Promise<number> {
  const sheet = new Sheet();
  let thinking: Thinker[] = [];
  let seconds = 0;
  let answering = 0;
  let round = 0;
  do {
    let result = round === 0 ? undefined : await chain.view(sheet.batch);
    // One watchdog over as much as can be done without waiting: each costs a thread, more than the policies themselves.
    seconds += watched("act", limit, (at) => {
      for (;;) {
        thinking = result ? goOn(thinking, sheet, result, at) : begin(agents, at);
        if (thinking.length === 0) break;
        if (round++ === READS) throw endless(thinking[0]!.agent, "act", `a decision after at most ${READS} reads`);
        sheet.clear();
        for (const { agent, view } of thinking) encoded(agent, view, () => sheet.add(view));
        if (!chain.viewNow) return;
        at(undefined);
        const asked = performance.now();
        result = chain.viewNow(sheet.batch);
        answering += performance.now() - asked;
      }
      for (const agent of agents) {
        if (!("cost" in agent.spec) || !agent.spec.cost) continue;
        at(agent, "cost");
        agent.cost += amount(agent, "cost", agent.spec.cost(agent.input as never));
      }
    });
  } while (thinking.length > 0);
  return seconds - answering / 1000;
}

/** An agent that waits for an answer before it decides. */
interface Thinker {
  readonly agent: Agent;
  readonly mind: Thinking<Plain>;
  readonly view: View;
}

function begin(agents: readonly Agent[], at: At): Thinker[] {
  const thinking: Thinker[] = [];
  for (const agent of agents) {
    at(agent);
    const reply = agent.spec.act(agent.input as never) as Reply;
    if (isThinking(reply)) step(agent, reply, undefined, thinking);
    else settle(agent, reply);
  }
  return thinking;
}

function goOn(waiting: readonly Thinker[], sheet: Sheet, result: ViewResult, at: At): Thinker[] {
  const thinking: Thinker[] = [];
  waiting.forEach(({ agent, mind }, place) => {
    at(agent);
    const answer = sheet.answer(result, place, () => faultPlace(agent));
    step(agent, mind, answer, thinking);
  });
  return thinking;
}

function step(agent: Agent, mind: Thinking<Plain>, answer: unknown, thinking: Thinker[]): void {
  const next = mind.next(answer);
  if (next.done) settle(agent, next.value);
  else if (next.value instanceof View) thinking.push({ agent, mind, view: next.value });
  else throw nonsense(agent, "a view, read with yield* read(view)", next.value);
}

/** Says whose function runs next, and which if not the phase's own; undefined: the simulator's, to whose faults nobody is named. */
export type At = (agent: Agent | undefined, what?: string) => void;

/**
 * Runs a phase of an agent's own functions under a watchdog: whatever they throw, or do not end, becomes a fault that
 * names species, agent and block. Returns the seconds it took.
 */
export function watched(what: string, limit: number, phase: (at: At) => void): number {
  let current: Agent | undefined;
  let theirs = false;
  let doing = what;
  const host = globalThis as unknown as Record<symbol, unknown>;
  host[HANDOVER] = () =>
    phase((agent, at = what) => {
      theirs = agent !== undefined;
      if (agent === undefined) return;
      current = agent;
      doing = at;
    });
  const started = performance.now();
  try {
    script.runInThisContext({ timeout: limit * 1000 });
  } catch (cause) {
    if (cause instanceof RunError || !current) throw cause;
    if ((cause as { code?: unknown } | undefined)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
      throw endless(current, doing, `an end within ${limit} s`);
    }
    if (!theirs) throw cause;
    throw new RunError(
      {
        code: "POLICY_THREW",
        where: faultPlace(current, doing),
        expected: "an answer",
        found: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
        remedy: "the stack of the cause names the line",
      },
      { cause },
    );
  }
  return (performance.now() - started) / 1000;
}

function endless(agent: Agent, what: string, expected: string): RunError {
  return new RunError({
    code: "POLICY_TIMEOUT",
    where: faultPlace(agent, what),
    expected,
    found: "none",
    remedy: "look for a loop without an end in the policy",
  });
}

/** Encodes a call or read of an agent: arguments that do not fit their types are its nonsense. */
export function encoded<T>(agent: Agent, made: Call | View, encode: () => T): T {
  try {
    return encode();
  } catch (cause) {
    if (!(cause instanceof RewardscapeError)) throw cause;
    const { expected, found, where = "arguments" } = cause.fault;
    const what = made.codec?.signature ?? "a balance";
    throw new RunError(
      {
        code: "POLICY_NONSENSE",
        where: `${faultPlace(agent)}, ${what}`,
        expected: `${where}: ${expected}`,
        found,
        remedy: "correct what the policy returns",
      },
      { cause },
    );
  }
}

function settle(agent: Agent, reply: Decision<Plain> | readonly Call[]): void {
  const decision: Decision<Plain> = Array.isArray(reply)
    ? { calls: reply as readonly Call[] }
    : (reply as Decision<Plain>);
  if (typeof decision !== "object" || decision === null || !Array.isArray(decision.calls)) {
    throw nonsense(agent, "a list of calls, or { calls, memory }", reply);
  }
  for (const call of decision.calls) {
    if (!(call instanceof Call)) throw nonsense(agent, "calls made with c.contract.function(...)", call);
    if (call.options) checkOptions(agent, call);
  }
  agent.calls = decision.calls;
  if (decision.memory !== undefined) agent.input.memory = decision.memory;
  if (decision.utility !== undefined) agent.utility += amount(agent, "utility", decision.utility);
  if (decision.cost !== undefined) agent.cost += amount(agent, "cost", decision.cost);
}

function checkOptions(agent: Agent, call: Call): void {
  const { value, tip, gas, from } = call.options!;
  if (value !== undefined && (typeof value !== "bigint" || value < 0n))
    throw nonsense(agent, "value: wei >= 0n", value);
  if (tip !== undefined && !(Number.isSafeInteger(tip) && tip >= 0))
    throw nonsense(agent, "tip: whole wei per gas >= 0", tip);
  if (gas !== undefined && !(Number.isSafeInteger(gas) && gas > 0 && gas < 2 ** 32))
    throw nonsense(agent, "gas: a whole number below 2^32", gas);
  if (from !== undefined && !agent.input.accounts.includes(from))
    throw nonsense(agent, "from: one of the agent's own accounts", from);
}

/** An off-chain amount, which must be a bigint: a float that has touched a balance hides the bug one looks for. */
function amount(agent: Agent, name: string, value: unknown): bigint {
  if (typeof value !== "bigint") throw nonsense(agent, `${name}: a bigint, wei in the numeraire`, value);
  return value;
}

export function nonsense(agent: Agent, expected: string, found: unknown): RunError {
  return new RunError({
    code: "POLICY_NONSENSE",
    where: faultPlace(agent),
    expected,
    found: describeValue(found),
    remedy: "correct what the policy returns",
  });
}

function describeValue(value: unknown): string {
  if (typeof value === "object" && value !== null)
    return `${value.constructor?.name ?? "object"} with ${Object.keys(value).slice(0, 5).join(", ") || "no keys"}`;
  return `${typeof value} ${String(value).slice(0, 60)}`;
}

function isThinking(reply: unknown): reply is Thinking<Plain> {
  return typeof reply === "object" && reply !== null && typeof (reply as { next?: unknown }).next === "function";
}

function faultPlace(agent: Agent, what = "act"): string {
  return `${agent.label}, ${what === "act" ? "" : `${what}, `}block ${agent.input.tick.block}`;
}
