import type { Chain } from "../../chain/chain.ts";
import { RewardscapeError, RunError } from "../../core/errors/errors.ts";
import { shown } from "../../core/shown.ts";
import type { Task } from "../../core/task.ts";
import { RESULT } from "../../scenario/schema/results.ts";
import type { Rule } from "../../scenario/schema/rules.ts";
import { type Call, type View, isCall, isView } from "../../scenario/handles.ts";
import type { Decision, Plain, PolicyGenerator } from "../../scenario/species.ts";
import { Agent } from "../agents/agent.ts";
import type { Participant } from "../agents/participant.ts";
import { MulticallBatch, readAll } from "../multicall-batch.ts";
import { eachAgent, policyTimeout, errorLocation } from "./watchdog.ts";

/** How often a policy may read again before it acts. */
const MAX_READS = 1000;

/**
 * Lets each agent decide once, in the order given. Those that read again before they act are asked in rounds, each
 * round one round trip for all of them, on the state at the block's start. Returns the seconds spent in policies. Their
 * reads replace what the batch held.
 */
export function* decide(
  participants: readonly Participant[],
  chain: Pick<Chain, "view">,
  multicall = new MulticallBatch(),
): Task<number> {
  let pending: PendingPolicy[] = [];
  let seconds = yield* eachAgent("act", participants, (agent) => {
    const reply = agent.act();
    if (isGenerator(reply)) step(agent, reply, undefined, pending);
    else applyDecision(agent, reply);
  });
  for (let round = 0; pending.length > 0; round++) {
    if (round === MAX_READS)
      throw policyTimeout(pending[0]!.agent, "act", `a decision after at most ${MAX_READS} reads`);
    multicall.clear();
    for (const { agent, view } of pending) encoded(agent, view, () => multicall.add(view));
    const waiting = pending;
    const result = yield* readAll(chain, multicall);
    const answers = multicall.answers(result, (place) => errorLocation(waiting[place]!.agent));
    pending = [];
    seconds += yield* eachAgent(
      "act",
      waiting.map(({ agent }) => agent),
      (agent, place) => step(agent, waiting[place]!.generator, answers[place], pending),
    );
  }
  seconds += yield* eachAgent("cost", participants, (agent) => {
    if (agent instanceof Agent && agent.spec.cost)
      agent.earnings.addCost(amount(agent, "cost", agent.spec.cost(agent.input)));
  });
  return seconds;
}

/** A policy that waits for the answer to a read. */
interface PendingPolicy {
  readonly agent: Participant;
  readonly generator: PolicyGenerator<Plain>;
  readonly view: View;
}

function step(agent: Participant, generator: PolicyGenerator<Plain>, answer: unknown, pending: PendingPolicy[]): void {
  const next = generator.next(answer);
  if (next.done) applyDecision(agent, next.value);
  else if (isView(next.value)) pending.push({ agent, generator, view: next.value });
  else throw invalidPolicyResult(agent, "a view, read with yield* read(view)", next.value);
}

/** Encodes a call or read of an agent: arguments that do not fit their types are invalid results of its policy. */
export function encoded<T>(agent: Participant, request: Call | View, encode: () => T): T {
  try {
    return encode();
  } catch (cause) {
    if (!(cause instanceof RewardscapeError)) throw cause;
    const { expected, found, where = "arguments" } = cause.fault;
    const what = request.codec?.signature ?? "a balance";
    throw RunError.of(
      "POLICY_INVALID_RESULT",
      { where: `${errorLocation(agent)}, ${what}`, expected: `${where}: ${expected}`, found },
      { cause },
    );
  }
}

function applyDecision(agent: Participant, reply: Decision<Plain> | readonly Call[]): void {
  const decision: Decision<Plain> = Array.isArray(reply)
    ? { calls: reply as readonly Call[] }
    : (reply as Decision<Plain>);
  if (typeof decision !== "object" || decision === null || !Array.isArray(decision.calls)) {
    throw invalidPolicyResult(agent, "a list of calls, or { calls, memory }", reply);
  }
  for (const call of decision.calls) {
    if (!isCall(call)) throw invalidPolicyResult(agent, "calls made with c.contract.function(...)", call);
    if (call.options) checkOptions(agent, call);
  }
  if (decision.utility !== undefined) amount(agent, "utility", decision.utility);
  if (decision.cost !== undefined) amount(agent, "cost", decision.cost);
  agent.decide(decision);
}

function checkOptions(agent: Participant, call: Call): void {
  const { value, tip, gas, from } = call.options!;
  if (value !== undefined && (typeof value !== "bigint" || value < 0n))
    throw invalidPolicyResult(agent, "value: wei >= 0n", value);
  if (tip !== undefined && !(Number.isSafeInteger(tip) && tip >= 0))
    throw invalidPolicyResult(agent, "tip: whole wei per gas >= 0", tip);
  if (gas !== undefined && !(Number.isSafeInteger(gas) && gas > 0 && gas < 2 ** 32))
    throw invalidPolicyResult(agent, "gas: a whole number below 2^32", gas);
  if (from !== undefined && !agent.input.accounts.includes(from))
    throw invalidPolicyResult(agent, "from: one of the agent's own accounts", from);
}

/** An off-chain amount, which must be a bigint: a float that has touched a balance hides the bug one looks for. */
function amount(agent: Participant, name: string, value: unknown): bigint {
  if (typeof value !== "bigint") throw invalidPolicyResult(agent, `${name}: a bigint, wei in the numeraire`, value);
  return value;
}

/** Calls that a species' function asks for. */
export function callsOf(agent: Agent, what: "endow" | "onBirth" | "exit"): readonly Call[] {
  const ask = agent.spec[what];
  return ask ? checkedResult(agent, what, RESULT.calls, ask(agent.input)) : [];
}

/** What a function of an agent gave, held to a rule. Throws RunError POLICY_INVALID_RESULT. */
export function checkedResult<T>(agent: Participant, what: string, must: Rule, value: T): T {
  const fault = must(value, what)[0];
  if (!fault) return value;
  const { where = what, expected, found } = fault;
  throw RunError.of("POLICY_INVALID_RESULT", { where: errorLocation(agent), expected: `${where}: ${expected}`, found });
}

export function invalidPolicyResult(agent: Participant, expected: string, found: unknown): RunError {
  return RunError.of("POLICY_INVALID_RESULT", { where: errorLocation(agent), expected, found: shown(found) });
}

function isGenerator(reply: unknown): reply is PolicyGenerator<Plain> {
  return typeof reply === "object" && reply !== null && typeof (reply as { next?: unknown }).next === "function";
}
