import type { TraceStep } from "../../evm/host/evm.ts";
import type { Admission } from "../admission.ts";
import { ViewBatch } from "../batch.ts";
import { type BlockResult, type CompleteOptions, Outcome } from "../chain.ts";
import { PART_GAS } from "../history.ts";
import { toHex } from "../codec/hex.ts";
import type { Head } from "../fast/fast-chain.ts";
import type { BlockStep, CheckCase, DeploymentStep, Left, Part, ViewsStep } from "./case.ts";
import { differentAnswer, firstDifference, type Difference } from "./compare.ts";
import { ReferenceReplay, type ReferenceStep } from "./reference.ts";
import { locate } from "./locate.ts";
import { Mirror } from "./mirror.ts";
import { admissionOf, callsOf, partsOf, withRoom } from "./parts.ts";
import type { ReportedAccount } from "./reported.ts";
import { traceCall } from "./trace.ts";
import { Unwritten } from "./unwritten.ts";

/** What was found: how long it took in seconds and, when the engines differ, where. */
export interface Comparison {
  readonly seconds: number;
  readonly difference?: Difference;
  /** Instructions of the call in which they differ, as each executed it. */
  readonly fast: readonly TraceStep[];
  readonly reference: readonly ReferenceStep[];
}

type Found = Partial<Omit<Comparison, "seconds" | "difference">> & { readonly difference?: Difference | undefined };

/** Takes steps of the fast engine on the Hardhat chain, in order, and compares. */
export class CrossCheck {
  readonly #options: CompleteOptions;
  readonly #partGas: number;
  readonly #mirror: Mirror;
  readonly #unwritten: Unwritten;
  #compare: Promise<ReferenceReplay> | undefined;

  /** @param partGas Gas of calls of a block that are mined together at most. */
  constructor(options: CompleteOptions, partGas = PART_GAS) {
    this.#options = options;
    this.#partGas = partGas;
    this.#mirror = new Mirror(options);
    this.#unwritten = new Unwritten(this.#mirror);
  }

  /** Makes the chain ready, which the first case would otherwise wait for. */
  open(): Promise<ReferenceReplay> {
    return (this.#compare ??= ReferenceReplay.open(this.#options));
  }

  async compare(checked: CheckCase): Promise<Comparison> {
    const reference = await this.open();
    const started = performance.now();
    const found = await this.#found(reference, checked);
    return { fast: [], reference: [], ...found, seconds: (performance.now() - started) / 1000 };
  }

  async close(): Promise<void> {
    await (await this.#compare)?.close();
    this.#mirror.evm.close();
  }

  async #found(reference: ReferenceReplay, { head, reported, step }: CheckCase): Promise<Found> {
    const mirror = this.#mirror;
    if (step.kind === "restore") {
      await reference.restore(step.id);
      mirror.restore(step.id);
      this.#unwritten.clear();
    }
    const surprise = mirror.surprise(reported);
    if (surprise) return { difference: surprise };
    this.#tell(reported);
    if (step.kind === "views") return { difference: await this.#views(reference, head, step) };
    if (step.kind === "block") return this.#block(reference, head, step);
    const told = this.#unwritten.all();
    await this.#write(reference, head);
    if (step.kind === "deployment") return { difference: await this.#deployment(reference, told, step) };
    if (step.kind === "state") return { difference: await this.#state(reference, told, step.whole, step.commitment) };
    if (step.kind === "snapshot") {
      await reference.snapshot(step.id);
      mirror.snapshot(step.id);
    }
    return {};
  }

  #tell(reported: readonly ReportedAccount[]): void {
    this.#unwritten.add(reported);
    this.#mirror.apply(reported);
  }

  async #write(reference: ReferenceReplay, head: Head): Promise<void> {
    await reference.record(head, this.#unwritten);
    this.#unwritten.clear();
  }

  /**
   * A block whose calls use much gas is executed in parts, each in a block of the same number and environment in place of
   * the one before it, on the state that the mirror has after the calls before it. After each part the mirror's root must
   * be the Hardhat chain's, unless an account that is gone could not be taken from its state: then the block is told
   * whole, and the next root that is compared has it gone.
   */
  async #block(reference: ReferenceReplay, head: Head, step: BlockStep): Promise<Found> {
    const { context, options, result } = step;
    const mirror = this.#mirror;
    const window = step.compared ?? { from: 0, to: result.count };
    const parts = partsOf(result, window, this.#partGas);
    const before = parts.length > 1 || step.compared ? await reference.place() : undefined;
    const surprise = mirror.surprise(step.after);
    await reference.record(head, this.#unwritten);
    const admission = await this.#admission(reference, step, before !== undefined);
    if (window.from > 0) this.#tell(this.#changesOf(step, { from: 0, to: window.from }));
    let asTold = true;
    for (const part of parts) {
      if (before && part.from > 0) {
        await reference.goBack(before);
        asTold = await reference.record(head, this.#unwritten);
      }
      const calls = callsOf(step.calls, part);
      const other = await reference.mine(context, calls, admissionOf(admission, part), options, mirror);
      const difference = firstDifference(result, other, part.from);
      if (difference) {
        const call = difference.call - part.from;
        const trace = await reference.trace(transactionsBefore(other, call)).catch(() => []);
        const fast = traceCall(mirror.evm, this.#options, result.number, context, calls, call);
        return { difference, fast, reference: trace };
      }
      if (part.to === result.count && asTold) {
        const told = this.#unwritten.all();
        this.#unwritten.clear();
        return { difference: surprise ?? (await this.#left(reference, told, step)) };
      }
      this.#tell(this.#changesOf(step, part));
      const left = asTold ? await this.#roots(reference, this.#unwritten.all()) : undefined;
      if (left) return { difference: left };
    }
    if (before) await reference.goBack(before); // what is left of the block is told
    this.#tell(step.after);
    return { difference: surprise ?? this.#committed(step.commitment) };
  }

  #changesOf({ context, result, calls }: BlockStep, part: Part): ReportedAccount[] {
    return this.#mirror.changesOf(result.number, context, callsOf(calls, part));
  }

  async #admission(reference: ReferenceReplay, step: BlockStep, divided: boolean): Promise<Admission> {
    const { context, result } = step;
    const calls = callsOf(step.calls, { from: 0, to: result.count });
    const admission = await reference.admit(context, calls);
    return divided ? withRoom(admission, result, calls, this.#options.blockGasLimit) : admission;
  }

  async #deployment(
    reference: ReferenceReplay,
    told: readonly ReportedAccount[],
    step: DeploymentStep,
  ): Promise<Difference | undefined> {
    const created = await reference.deploy(step.context, step.deployment, this.#mirror);
    const [fast, other] = [step.created, created].map((at) => (at ? toHex(at) : "none"));
    if (fast !== other) return { call: -1, what: "created address", fast: fast!, reference: other! };
    return this.#mirror.surprise(step.after) ?? this.#left(reference, told, step);
  }

  /** What is different of what a step has left, once the mirror has it too. */
  async #left(
    reference: ReferenceReplay,
    told: readonly ReportedAccount[],
    { after, commitment }: Left,
  ): Promise<Difference | undefined> {
    this.#mirror.apply(after);
    return this.#committed(commitment) ?? this.#roots(reference, [...told, ...after]);
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

  async #views(reference: ReferenceReplay, head: Head, step: ViewsStep): Promise<Difference | undefined> {
    const views = new ViewBatch();
    for (const { target, data, balance } of step.views) {
      if (balance) views.addBalance(target);
      else views.add(target, data);
    }
    return differentAnswer(step, await reference.view(head, views, this.#unwritten));
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
