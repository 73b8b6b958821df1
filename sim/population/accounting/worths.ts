import type { Chain } from "../../chain/chain.ts";
import type { Task } from "../../core/task.ts";
import { type View, isView } from "../../scenario/handles.ts";
import type { Worth } from "../../scenario/species.ts";
import type { Agent } from "../agents/agent.ts";
import { MulticallBatch, readAll } from "../multicall-batch.ts";
import { encoded, invalidPolicyResult } from "../policies/policies.ts";
import { eachAgent, errorLocation, policyTimeout } from "../policies/watchdog.ts";

/** A claim of an agent: an amount, of a holding or of the numeraire. */
export interface Claim {
  readonly amount: bigint;
  readonly of?: string;
}

type Claims = Map<Agent, readonly Claim[]>;

/** How often a `worth` may read. */
const MAX_READS = 1000;

interface Reading {
  readonly agent: Agent;
  readonly generator: Generator<View, Worth, unknown>;
  readonly view: View;
}

/** Asks the `worth` of each agent whose species has one: all of them in rounds, each round one round trip. */
export function* claimsOf(
  agents: readonly Agent[],
  env: Record<string, bigint>,
  chain: Pick<Chain, "view">,
): Task<ReadonlyMap<Agent, readonly Claim[]>> {
  const claims: Claims = new Map();
  const asked = agents.filter(({ spec }) => spec.worth);
  let reading: Reading[] = [];
  yield* eachAgent("worth", asked, (agent) => {
    const { c, design, self, accounts, genome, group, slot } = agent.input;
    const generator: unknown = agent.spec.worth!({ c, design, self, accounts, genome, group, slot, env });
    if (!isGenerator(generator))
      throw invalidPolicyResult(agent, "worth: a generator, *worth({ c, self }) { ... }", generator);
    step(agent, generator, undefined, claims, reading);
  });
  const multicall = new MulticallBatch();
  for (let round = 0; reading.length > 0; round++) {
    if (round === MAX_READS)
      throw policyTimeout(reading[0]!.agent, "worth", `an answer after at most ${MAX_READS} reads`);
    multicall.clear();
    for (const { agent, view } of reading) encoded(agent, view, () => multicall.add(view));
    const waiting = reading;
    const result = yield* readAll(chain, multicall);
    const answers = multicall.answers(result, (place) => errorLocation(waiting[place]!.agent, "worth"));
    reading = [];
    yield* eachAgent(
      "worth",
      waiting.map(({ agent }) => agent),
      (agent, place) => step(agent, waiting[place]!.generator, answers[place], claims, reading),
    );
  }
  return claims;
}

function step(
  agent: Agent,
  generator: Generator<View, Worth, unknown>,
  answer: unknown,
  claims: Claims,
  reading: Reading[],
): void {
  const next = generator.next(answer);
  if (next.done) claims.set(agent, claimsIn(agent, next.value));
  else if (isView(next.value)) reading.push({ agent, generator, view: next.value });
  else throw invalidPolicyResult(agent, "a view, read with yield* read(view)", next.value);
}

/** What is left out is worth nothing. */
function claimsIn(agent: Agent, worth: unknown): readonly Claim[] {
  const all: readonly unknown[] = typeof worth === "object" && worth !== null ? Object.values(worth) : [worth];
  return all.flatMap((one): Claim[] => {
    if (typeof one === "bigint") return [{ amount: one }];
    if (one === undefined && typeof worth === "object") return [];
    const { amount, of } = (typeof one === "object" && one !== null ? one : {}) as { amount?: unknown; of?: unknown };
    if (typeof amount === "bigint" && typeof of === "string") return [{ amount, of }];
    throw invalidPolicyResult(agent, "worth: wei as a bigint, or { name: bigint | { amount, of } }", one);
  });
}

function isGenerator(value: unknown): value is Generator<View, Worth, unknown> {
  return typeof value === "object" && value !== null && typeof (value as { next?: unknown }).next === "function";
}
