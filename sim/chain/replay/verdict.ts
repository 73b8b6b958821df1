import type { TraceStep } from "../../evm/evm.ts";
import { CallBatch, ViewBatch } from "../batch.ts";
import { type BlockResult, type ChainOptions, Outcome } from "../chain.ts";
import { toHex } from "../hex.ts";
import type { BlockStep, CheckCase, DeploymentStep, Left, SentCalls, ViewsStep } from "./case.ts";
import { differentAnswer, firstDifference, type Difference } from "./compare.ts";
import { Judge, type JudgeStep } from "./judge.ts";
import { locate } from "./locate.ts";
import { Mirror } from "./mirror.ts";
import type { ToldAccount } from "./told.ts";
import { traceCall } from "./trace.ts";

/** What was found: how long it took in seconds and, when the engines differ, where. */
export interface Verdict {
  readonly seconds: number;
  readonly difference?: Difference;
  /** Instructions of the call in which they differ, as each executed it. */
  readonly fast: readonly TraceStep[];
  readonly judge: readonly JudgeStep[];
}

/** Takes steps of the fast engine on the Hardhat chain, in order, and compares. */
export class Court {
  readonly #options: Required<ChainOptions>;
  #judge: Promise<Judge> | undefined;
  readonly #mirror = new Mirror();

  constructor(options: Required<ChainOptions>) {
    this.#options = options;
  }

  /** Makes the chain ready, which the first case would otherwise wait for. */
  open(): Promise<Judge> {
    return (this.#judge ??= Judge.open(this.#options));
  }

  async judge({ head, told, step }: CheckCase): Promise<Verdict> {
    const judge = await this.open();
    const started = performance.now();
    const since = (): number => (performance.now() - started) / 1000;
    const mirror = this.#mirror;
    const same = (difference: Difference | undefined): Verdict =>
      difference ? { seconds: since(), difference, fast: [], judge: [] } : { seconds: since(), fast: [], judge: [] };
    if (step.kind === "restore") {
      await judge.restore(step.id);
      mirror.restore(step.id);
    }
    const surprise = mirror.surprise(told);
    if (surprise) return same(surprise);
    await judge.tell(head, told, mirror);
    mirror.apply(told);
    switch (step.kind) {
      case "block":
        return this.#block(judge, told, step, since);
      case "deployment":
        return same(await this.#deployment(judge, told, step));
      case "views":
        return same(await this.#views(judge, step));
      case "state":
        return same(await this.#state(judge, told, step.whole, step.commitment));
      case "snapshot":
        await judge.snapshot(step.id);
        mirror.snapshot(step.id);
        return same(undefined);
      case "told":
      case "restore":
        return same(undefined);
    }
  }

  async close(): Promise<void> {
    await (await this.#judge)?.close();
    this.#mirror.evm.close();
  }

  async #block(judge: Judge, told: readonly ToldAccount[], step: BlockStep, since: () => number): Promise<Verdict> {
    const { context, options, result } = step;
    const calls = batchOf(step.calls);
    const other = await judge.mine(context, calls, options, this.#mirror);
    const difference = firstDifference(result, other);
    if (!difference) {
      const left = await this.#left(judge, told, step);
      return { seconds: since(), ...(left && { difference: left }), fast: [], judge: [] };
    }
    const { call } = difference;
    const trace = await judge.trace(transactionsBefore(other, call)).catch(() => []);
    const fast = traceCall(this.#mirror.evm, this.#options, result.number, context, calls, call);
    return { seconds: since(), difference, fast, judge: trace };
  }

  async #deployment(judge: Judge, told: readonly ToldAccount[], step: DeploymentStep): Promise<Difference | undefined> {
    const created = await judge.deploy(step.context, step.deployment, this.#mirror);
    const [fast, other] = [step.created, created].map((at) => (at ? toHex(at) : "none"));
    if (fast !== other) return { call: -1, what: "created address", fast: fast!, judge: other! };
    return this.#left(judge, told, step);
  }

  /** What is different of what a step has left, once the mirror has it too. */
  async #left(
    judge: Judge,
    told: readonly ToldAccount[],
    { after, commitment }: Left,
  ): Promise<Difference | undefined> {
    const surprise = this.#mirror.surprise(after);
    this.#mirror.apply(after);
    return surprise ?? this.#committed(commitment) ?? (await this.#roots(judge, [...told, ...after]));
  }

  async #roots(judge: Judge, told: readonly ToldAccount[]): Promise<Difference | undefined> {
    for (const account of await judge.own()) if (!this.#mirror.has(account.address)) this.#mirror.foreign(account);
    const [ours, theirs] = [toHex(this.#mirror.root()), toHex(await judge.stateRoot())];
    return ours === theirs ? undefined : locate(judge, this.#mirror, told);
  }

  #committed(commitment: bigint): Difference | undefined {
    const known = this.#mirror.evm.commitment();
    if (commitment === known) return undefined;
    return { call: -1, what: "commitment", fast: commitment.toString(16), judge: known.toString(16) };
  }

  async #views(judge: Judge, step: ViewsStep): Promise<Difference | undefined> {
    const views = new ViewBatch();
    for (const { target, data, balance } of step.views) {
      if (balance) views.addBalance(target);
      else views.add(target, data);
    }
    return differentAnswer(step, await judge.view(views));
  }

  /** Compares all that the engine's tables hold with what it was told that they hold, and that with the Hardhat chain. */
  async #state(
    judge: Judge,
    told: readonly ToldAccount[],
    whole: readonly ToldAccount[],
    commitment: bigint,
  ): Promise<Difference | undefined> {
    const different = this.#mirror.differentFrom(whole) ?? this.#committed(commitment);
    if (different) return different;
    await judge.seal();
    return this.#roots(judge, told);
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
