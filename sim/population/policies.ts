import type { Chain, ViewResult } from "../chain/chain.ts";
import { RewardscapeError, RunError } from "../core/errors.ts";
import { type Steps, soon } from "../core/steps.ts";
import { Call, View } from "../scenario/handles.ts";
import type { Decision, Plain, Thinking } from "../scenario/species.ts";
import type { Agent } from "./agent.ts";
import { Sheet } from "./sheet.ts";
import { type At, asking, endless, faultPlace } from "./watch.ts";

/** How often a policy may read again before it acts. */
const READS = 1000;

type Reply = Decision<Plain> | readonly Call[] | Thinking<Plain>;

/**
 * Lets each agent decide once, in the order given. Those that read again before they act are asked in rounds, each
 * round one crossing for all of them, on the state at the block's start. Returns the seconds spent in policies. Their
 * reads are written on the sheet, whatever it held.
 */
export function* decide(agents: readonly Agent[], chain: Pick<Chain, "view">, sheet = new Sheet()): Steps<number> {
  let thinking: Thinker[] = [];
  let seconds = 0;
  for (let round = 0; ; round++) {
    const result = round === 0 ? undefined : yield* soon(() => chain.view(sheet.batch));
    const started = performance.now();
    asking("act", (at) => (thinking = result ? goOn(thinking, sheet, result, at) : begin(agents, at)));
    seconds += (performance.now() - started) / 1000;
    if (thinking.length === 0) break;
    if (round === READS) throw endless(thinking[0]!.agent, "act", `a decision after at most ${READS} reads`);
    sheet.clear();
    for (const { agent, view } of thinking) encoded(agent, view, () => sheet.add(view));
  }
  const started = performance.now();
  asking("cost", (at) => {
    for (const agent of agents) {
      if (!("cost" in agent.spec) || !agent.spec.cost) continue;
      at(agent);
      agent.cost += amount(agent, "cost", agent.spec.cost(agent.input as never));
    }
  });
  return seconds + (performance.now() - started) / 1000;
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
  const answers = sheet.answers(result, (place) => faultPlace(waiting[place]!.agent));
  waiting.forEach(({ agent, mind }, place) => {
    at(agent);
    step(agent, mind, answers[place], thinking);
  });
  return thinking;
}

function step(agent: Agent, mind: Thinking<Plain>, answer: unknown, thinking: Thinker[]): void {
  const next = mind.next(answer);
  if (next.done) settle(agent, next.value);
  else if (next.value instanceof View) thinking.push({ agent, mind, view: next.value });
  else throw nonsense(agent, "a view, read with yield* read(view)", next.value);
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
