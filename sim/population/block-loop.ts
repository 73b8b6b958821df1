import type { BlockResult } from "../chain/chain.ts";
import { Random } from "../core/random.ts";
import type { Task } from "../core/task.ts";
import type { Order, Tick } from "../scenario/species.ts";
import type { Actor } from "./agents/actor.ts";
import { Agent } from "./agents/agent.ts";
import type { PopulationSnapshot } from "./agents/agent-snapshot.ts";
import type { Participant } from "./agents/participant.ts";
import type { BlockCalls } from "./block-calls.ts";
import { type OrderedCall, orderedCalls } from "./call-order.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { EventRouter } from "./metrics/event-router.ts";
import { MulticallBatch, type ViewIndices, addViews, answersOf, readAll } from "./multicall-batch.ts";
import { RESULT } from "../scenario/schema/results.ts";
import { checkedResult, decide } from "./policies/policies.ts";
import { eachAgent } from "./policies/watchdog.ts";

export interface BlockLoopOptions {
  readonly seed: string;
  readonly order: Order;
  /** Of a generation; and generations of the run. */
  readonly blocks: number;
  readonly generations: number;
  readonly actors: readonly Actor[];
  readonly writer: ChainWriter;
  readonly calls: BlockCalls;
  /** Wei of the numeraire per gas, charged off chain. */
  readonly gasPrice?: ((env: Record<string, bigint>) => bigint) | undefined;
}

/** Blocks in which policies act: observe, decide, act, hear. Knows calls and outcomes, not which engine runs. */
export class BlockLoop {
  readonly #options: BlockLoopOptions;
  readonly #order: Random;
  readonly #observed = new MulticallBatch();
  /** Of policies in the middle of a block. */
  readonly #reads = new MulticallBatch();
  readonly #eventRouter = new EventRouter();
  #viewIndices: (ViewIndices | undefined)[] = [];
  /** Those who were last asked what they observe, and with the actors before them. */
  #agents: readonly Agent[] | undefined;
  #participants: readonly Participant[] = [];
  /** Of the block that was mined last. */
  #ordered: readonly OrderedCall[] = [];
  readonly #streams = new Map<Participant["spec"], Random>();
  /** Blocks so far. */
  ticks = 0;
  actions = 0;
  /** Actions by how they ended. */
  readonly outcomes = [0, 0, 0, 0];
  policySeconds = 0;

  constructor(options: BlockLoopOptions) {
    this.#options = options;
    this.#order = Random.of(options.seed, "order");
  }

  /** One block. Agents are asked what they observe whenever the list of them is another than before. */
  *tick(agents: readonly Agent[], generation: number, env: Record<string, bigint>): Task<BlockResult> {
    const { writer, calls, blocks, generations } = this.#options;
    const key = this.ticks++;
    const context = writer.context();
    const number = writer.chain.head.number + 1;
    const tick: Tick = Object.freeze({
      block: key,
      number,
      generation,
      blocks,
      generations,
      timestamp: context.timestamp,
    });
    if (this.#agents !== agents) yield* this.#subscribe(agents);
    const participants = this.#participants;
    yield* this.#observe(participants, env, tick);
    this.policySeconds += yield* decide(participants, writer.chain, this.#reads);
    this.#encodeCalls(agents, key);
    const price = this.#options.gasPrice?.(env) ?? 0n;
    const result = yield* calls.mine(context);
    if (price > 0n) this.#chargeGas(result, price);
    for (let i = 0; i < result.count; i++) this.outcomes[result.outcomes[i]!]!++;
    this.actions += result.count;
    for (const { input } of participants) if (input.events.length > 0) input.events = [];
    this.#eventRouter.listener(result);
    return result;
  }

  restore({ ticks, actions, outcomes }: Pick<PopulationSnapshot, "ticks" | "actions" | "outcomes">): void {
    this.ticks = ticks;
    this.actions = actions;
    outcomes.forEach((count, i) => (this.outcomes[i] = count));
  }

  /** Encodes what everyone will observe and hear, once for as long as nobody is born, dies or changes groups. */
  *#subscribe(agents: readonly Agent[]): Task<void> {
    const participants = [...this.#options.actors, ...agents];
    this.#agents = agents;
    this.#participants = participants;
    this.#observed.clear();
    this.#eventRouter.clear();
    this.#viewIndices = [];
    if (!participants.some(({ spec }) => spec.observe ?? ("events" in spec && spec.events))) return;
    yield* eachAgent("observe", participants, (one) => {
      this.#hear(one);
      const { observe } = one.spec;
      const views = observe && checkedResult(one, "observe", RESULT.views, observe(one.input));
      this.#viewIndices.push(views && addViews(this.#observed, views));
    });
  }

  #hear(participant: Participant): void {
    const { spec, input } = participant;
    if (!("events" in spec) || !spec.events) return;
    for (const filter of checkedResult(participant, "events", RESULT.filters, spec.events(input)))
      this.#eventRouter.subscribe(filter, (args, { name }) => void input.events.push({ name, args }));
  }

  *#observe(participants: readonly Participant[], env: Record<string, bigint>, tick: Tick): Task<void> {
    const { chain } = this.#options.writer;
    const result = this.#observed.count > 0 ? yield* readAll(chain, this.#observed) : undefined;
    for (let i = 0; i < participants.length; i++) {
      const one = participants[i]!;
      one.begin(tick, env, this.#streamsOf(one));
      const indices = this.#viewIndices[i];
      if (indices && result)
        one.input.obs = answersOf(this.#observed, result, indices, () => `${one.label}, block ${tick.block}`);
    }
  }

  /** What all agents of a species, or an actor, draw from. */
  #streamsOf({ role, name, spec }: Participant): Random {
    let streams = this.#streams.get(spec);
    if (!streams) this.#streams.set(spec, (streams = Random.of(this.#options.seed, "policy", role, name)));
    return streams;
  }

  /** The block's calls, in the scenario's order. */
  #encodeCalls(agents: readonly Agent[], key: number): void {
    const { calls, actors, order } = this.#options;
    calls.clear();
    const ordered = orderedCalls(actors, agents, order, this.#order.at(key));
    for (const { caller, call } of ordered) calls.add(caller, call, "block");
    this.#ordered = ordered;
  }

  /** What calls have used costs who made them. Actors earn nothing, so it costs them nothing. */
  #chargeGas({ gas }: BlockResult, price: bigint): void {
    this.#ordered.forEach(({ caller }, i) => {
      if (caller instanceof Agent) caller.earnings.addCost(BigInt(gas[i]!) * price);
    });
  }
}
