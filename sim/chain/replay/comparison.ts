import type { TraceStep } from "../../evm/host/evm.ts";
import { ViewBatch } from "../batch.ts";
import type { CompleteOptions } from "../chain.ts";
import { PART_GAS } from "../history.ts";
import { toHex } from "../codec/hex.ts";
import type { Head } from "../fast/fast-chain.ts";
import { BlockComparison } from "./block-comparison.ts";
import type { CheckCase, DeploymentStep, ViewsStep } from "./case.ts";
import { differentAnswer, type Difference } from "./compare.ts";
import { ReferenceReplay, type ReferenceStep } from "./reference.ts";
import { Mirror } from "./mirror.ts";
import type { ReportedAccount } from "./reported.ts";
import { StateComparison } from "./state-comparison.ts";
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
  readonly #mirror: Mirror;
  readonly #unwritten: Unwritten;
  readonly #state: StateComparison;
  readonly #blocks: BlockComparison;
  #compare: Promise<ReferenceReplay> | undefined;

  /** @param partGas Gas of calls of a block that are mined together at most. */
  constructor(options: CompleteOptions, partGas = PART_GAS) {
    this.#options = options;
    this.#mirror = new Mirror(options);
    this.#unwritten = new Unwritten(this.#mirror);
    this.#state = new StateComparison(this.#mirror);
    this.#blocks = new BlockComparison(options, this.#mirror, this.#unwritten, this.#state, partGas);
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
    if (step.kind === "block") return this.#blocks.compare(reference, head, step);
    const told = this.#unwritten.all();
    await this.#write(reference, head);
    if (step.kind === "deployment") return { difference: await this.#deployment(reference, told, step) };
    if (step.kind === "state") return { difference: await this.#whole(reference, told, step.whole, step.commitment) };
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

  async #deployment(
    reference: ReferenceReplay,
    told: readonly ReportedAccount[],
    step: DeploymentStep,
  ): Promise<Difference | undefined> {
    const created = await reference.deploy(step.context, step.deployment, this.#mirror);
    const [fast, other] = [step.created, created].map((at) => (at ? toHex(at) : "none"));
    if (fast !== other) return { call: -1, what: "created address", fast: fast!, reference: other! };
    return this.#mirror.surprise(step.after) ?? this.#state.left(reference, told, step);
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
  async #whole(
    reference: ReferenceReplay,
    reported: readonly ReportedAccount[],
    whole: readonly ReportedAccount[],
    commitment: bigint,
  ): Promise<Difference | undefined> {
    const different = this.#mirror.differentFrom(whole) ?? this.#state.committed(commitment);
    if (different) return different;
    await reference.seal();
    return this.#state.roots(reference, reported);
  }
}
