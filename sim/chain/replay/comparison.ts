import type { TraceStep } from "../../evm/host/evm.ts";
import { CallBatch, ViewBatch } from "../batch.ts";
import { type BlockResult, type CompleteOptions, Outcome } from "../chain.ts";
import { toHex } from "../codec/hex.ts";
import type { BlockStep, CheckCase, DeploymentStep, Left, SentCalls, ViewsStep } from "./case.ts";
import { differentAnswer, firstDifference, type Difference } from "./compare.ts";
import { ReferenceReplay, type ReferenceStep } from "./reference.ts";
import { locate } from "./locate.ts";
import { Mirror } from "./mirror.ts";
import type { ReportedAccount } from "./reported.ts";
import { traceCall } from "./trace.ts";

/** What was found: how long it took in seconds and, when the engines differ, where. */
export interface Comparison {
  readonly seconds: number;
  readonly difference?: Difference;
  /** Instructions of the call in which they differ, as each executed it. */
  readonly fast: readonly TraceStep[];
  readonly reference: readonly ReferenceStep[];
}

/** Takes steps of the fast engine on the Hardhat chain, in order, and compares. */
export class CrossCheck {
  readonly #options: CompleteOptions;
  #compare: Promise<ReferenceReplay> | undefined;
  readonly #mirror = new Mirror();

  constructor(options: CompleteOptions) {
    this.#options = options;
  }

  /** Makes the chain ready, which the first case would otherwise wait for. */
  open(): Promise<ReferenceReplay> {
    return (this.#compare ??= ReferenceReplay.open(this.#options));
  }

  async compare({ head, reported, step }: CheckCase): Promise<Comparison> {
    const reference = await this.open();
    const started = performance.now();
    const since = (): number => (performance.now() - started) / 1000;
    const mirror = this.#mirror;
    const same = (difference: Difference | undefined): Comparison =>
      difference
        ? { seconds: since(), difference, fast: [], reference: [] }
        : { seconds: since(), fast: [], reference: [] };
    if (step.kind === "restore") {
      await reference.restore(step.id);
      mirror.restore(step.id);
    }
    const surprise = mirror.surprise(reported);
    if (surprise) return same(surprise);
    await reference.record(head, reported, mirror);
    mirror.apply(reported);
    switch (step.kind) {
      case "block":
        return this.#block(reference, reported, step, since);
      case "deployment":
        return same(await this.#deployment(reference, reported, step));
      case "views":
        return same(await this.#views(reference, step));
      case "state":
        return same(await this.#state(reference, reported, step.whole, step.commitment));
      case "snapshot":
        await reference.snapshot(step.id);
        mirror.snapshot(step.id);
        return same(undefined);
      case "told":
      case "restore":
        return same(undefined);
    }
  }

  async close(): Promise<void> {
    await (await this.#compare)?.close();
    this.#mirror.evm.close();
  }

  async #block(
    reference: ReferenceReplay,
    reported: readonly ReportedAccount[],
    step: BlockStep,
    since: () => number,
  ): Promise<Comparison> {
    const { context, options, result } = step;
    const calls = batchOf(step.calls);
    const other = await reference.mine(context, calls, options, this.#mirror);
    const difference = firstDifference(result, other);
    if (!difference) {
      const left = await this.#left(reference, reported, step);
      return { seconds: since(), ...(left && { difference: left }), fast: [], reference: [] };
    }
    const { call } = difference;
    const trace = await reference.trace(transactionsBefore(other, call)).catch(() => []);
    const fast = traceCall(this.#mirror.evm, this.#options, result.number, context, calls, call);
    return { seconds: since(), difference, fast, reference: trace };
  }

  async #deployment(
    reference: ReferenceReplay,
    reported: readonly ReportedAccount[],
    step: DeploymentStep,
  ): Promise<Difference | undefined> {
    const created = await reference.deploy(step.context, step.deployment, this.#mirror);
    const [fast, other] = [step.created, created].map((at) => (at ? toHex(at) : "none"));
    if (fast !== other) return { call: -1, what: "created address", fast: fast!, reference: other! };
    return this.#left(reference, reported, step);
  }

  /** What is different of what a step has left, once the mirror has it too. */
  async #left(
    reference: ReferenceReplay,
    reported: readonly ReportedAccount[],
    { after, commitment }: Left,
  ): Promise<Difference | undefined> {
    const surprise = this.#mirror.surprise(after);
    this.#mirror.apply(after);
    return surprise ?? this.#committed(commitment) ?? (await this.#roots(reference, [...reported, ...after]));
  }

  async #roots(reference: ReferenceReplay, reported: readonly ReportedAccount[]): Promise<Difference | undefined> {
    for (const { account, isThere } of await reference.own())
      if (!this.#mirror.has(account.address)) this.#mirror.enterExternal(account, isThere);
    const [ours, theirs] = [toHex(this.#mirror.root()), toHex(await reference.stateRoot())];
    return ours === theirs ? undefined : locate(reference, this.#mirror, reported);
  }

  #committed(commitment: bigint): Difference | undefined {
    const known = this.#mirror.evm.commitment();
    if (commitment === known) return undefined;
    return { call: -1, what: "commitment", fast: commitment.toString(16), reference: known.toString(16) };
  }

  async #views(reference: ReferenceReplay, step: ViewsStep): Promise<Difference | undefined> {
    const views = new ViewBatch();
    for (const { target, data, balance } of step.views) {
      if (balance) views.addBalance(target);
      else views.add(target, data);
    }
    return differentAnswer(step, await reference.view(views));
  }

  /** Compares all that the engine's tables hold with what it was told that they hold, and that with the Hardhat chain. */
  async #state(
    reference: ReferenceReplay,
    reported: readonly ReportedAccount[],
    whole: readonly ReportedAccount[],
    commitment: bigint,
  ): Promise<Difference | undefined> {
    const different = this.#mirror.differentFrom(whole) ?? this.#committed(commitment);
    if (different) return different;
    await reference.seal();
    return this.#roots(reference, reported);
  }
}

/** Transactions of a block before a call: the calls before it that became some. */
function transactionsBefore({ outcomes }: BlockResult, call: number): number {
  let transactions = 0;
  for (let i = 0; i < call; i++) if (outcomes[i]! <= Outcome.reverted) transactions++;
  return transactions;
}

function batchOf({ count, body, offsets, gasLimits, tips }: SentCalls): CallBatch {
  const calls = new CallBatch();
  calls.body.append(body);
  return Object.assign(calls, { count, offsets, gasLimits, tips });
}
