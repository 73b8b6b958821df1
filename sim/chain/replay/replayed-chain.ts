import type { MaybePromise } from "../../core/task.ts";
import type { Changes } from "../../evm/host/changes.ts";
import type { CallBatch, ViewBatch } from "../batch.ts";
import { ChainWrapper } from "../chain-wrapper.ts";
import type {
  BlockContext,
  BlockResult,
  Chain,
  ChainOptions,
  Deployment,
  FundedAccount,
  MineOptions,
  ViewResult,
} from "../chain.ts";
import type { FastChain } from "../fast/fast-chain.ts";
import { openFast } from "../fast/open-fast.ts";
import { ForkedChain } from "../fork/forked-chain.ts";
import { sentCalls, sentResult, type CheckCase, type Step } from "./case.ts";
import { differs } from "./differs.ts";
import { BlockDraw, type DrawOptions } from "./draw.ts";
import { Durable } from "./durable.ts";
import { replayInChild } from "./replay-process.ts";
import { ReplayTally, type ReplayReport } from "./report.ts";
import { entriesOf, sizeOf, toldAnew, toldChanges, type ReportedAccount } from "./reported.ts";
import type { Comparison } from "./comparison.ts";
import { ViewSample } from "./view-sample.ts";

export interface ReplayOptions extends DrawOptions {
  /** Where both traces are kept when the engines differ. */
  readonly traces: string;
}

/**
 * The fast engine under a cross-check: deployments, the set-up, blocks and views that are drawn by a keyed stream are
 * executed on the Hardhat chain too, and compared.
 */
export interface ReplayedChain extends Chain {
  /**
   * Compares the whole state, and waits for all that was drawn to be compared, saying how much is left.
   * Rejects with RunError REPLAY_DIFFERENCE, CHAIN_FAULT.
   */
  settle(onWait?: (left: number) => void): Promise<ReplayReport>;
}

/**
 * Opens the fast engine under a cross-check, which works beside it in a process of its own. A difference ends the run, at
 * its next step or when it is settled: RunError REPLAY_DIFFERENCE.
 */
export async function openReplayed(options: ChainOptions, replay: ReplayOptions): Promise<ReplayedChain> {
  const chain = await openFast(options);
  const ahead = options.state && new ForkedChain(chain, options.state);
  const draw = new BlockDraw(replay);
  return new CrossChecked(chain, replay, new Durable(() => replayInChild(chain.options)), draw, ahead);
}

/** Whoever decides which blocks are compared. */
export type Draw = Pick<BlockDraw, "isDrawn" | "generationEnds"> & Partial<Pick<BlockDraw, "beginOf" | "comparedOf">>;

/** Cases that may wait to be compared before the run waits for them, and bytes of what they tell. */
const MAX_PENDING = 16;
const MAX_PENDING_BYTES = 2 ** 24;
/** Entries of the tables that are summed up again for each that has changed, so that the check of a block costs what it changed. */
const SUMMED_PER_CHANGE = 64;

interface Pending {
  readonly checked: CheckCase;
  readonly bytes: number;
  readonly ofSetup: boolean;
  readonly comparison: Promise<Comparison>;
}

export class CrossChecked extends ChainWrapper<FastChain> implements ReplayedChain {
  /** Where the state lies elsewhere: loads it ahead of what is executed and compared. */
  readonly #ahead: ForkedChain | undefined;
  readonly #traces: string;
  readonly #worker: Durable;
  readonly #draw: Draw;
  readonly #views: ViewSample;
  readonly #tally: ReplayTally;
  readonly #pending: Pending[] = [];
  readonly #changes: Changes;
  /** Everything is told with the first case. */
  #reported = false;
  #genesis = true;
  #pendingBytes = 0;
  /** Accounts and slots that were told so far, and those of them since the tables were last summed up. */
  #entries = 0;
  #changed = 0;

  constructor(
    chain: FastChain,
    options: ReplayOptions,
    worker: Durable,
    draw: Draw = new BlockDraw(options),
    ahead?: ForkedChain,
  ) {
    super(chain);
    this.#ahead = ahead;
    this.#traces = options.traces;
    this.#worker = worker;
    this.#draw = draw;
    this.#views = new ViewSample(options);
    this.#tally = new ReplayTally(options.replay);
    this.#changes = chain.watch();
  }

  override fundAccounts(accounts: readonly FundedAccount[]): void {
    (this.#ahead ?? this.inner).fundAccounts(accounts);
  }

  override async deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array> {
    await this.#ahead?.prepare((chain) => void chain.deploy(deployment, context).catch(() => undefined));
    const before = this.#before();
    let created: Uint8Array | undefined;
    try {
      return (created = await this.inner.deploy(deployment, context));
    } finally {
      const mined = this.inner.head.number > before.head.number; // also one that failed
      const step: Step = mined
        ? { kind: "deployment", context, deployment, created, ...this.#left() }
        : { kind: "told" };
      await this.#check({ ...before, step });
    }
  }

  override mine(context: BlockContext, calls: CallBatch, options: MineOptions = {}): MaybePromise<BlockResult> {
    if (!this.#genesis) {
      this.#tally.mined(calls.count);
      this.#views.block();
      if (!this.#draw.isDrawn(calls.count)) return (this.#ahead ?? this.inner).mine(context, calls, options);
    }
    const ready = this.#ahead?.prepare((chain) => void chain.mine(context, calls, options));
    if (ready instanceof Promise) return ready.then(() => this.#mineChecked(context, calls, options));
    return this.#mineChecked(context, calls, options);
  }

  #mineChecked(context: BlockContext, calls: CallBatch, options: MineOptions): MaybePromise<BlockResult> {
    const started = performance.now();
    const before = this.#before();
    const begin = this.#genesis ? 0 : (this.#draw.beginOf?.(calls.count) ?? 0);
    let ofBegin: readonly ReportedAccount[] = [];
    const then = (): void => void (ofBegin = toldChanges(this.#changes.look(), this.inner.state));
    const look = begin > 0 ? { before: begin, then } : undefined;
    const result = this.inner.mine(context, calls, { ...options, look });
    const compared = this.#genesis ? undefined : this.#draw.comparedOf?.(result);
    const step: Step = {
      kind: "block",
      context,
      options,
      calls: sentCalls(calls),
      result: sentResult(result),
      compared,
      before: compared ? ofBegin : [],
      ...this.#left(),
    };
    const checked = this.#check({ ...before, step });
    this.#tally.held(started);
    return checked instanceof Promise ? checked.then(() => result) : result;
  }

  override view(batch: ViewBatch): MaybePromise<ViewResult> {
    const answers = (this.#ahead ?? this.inner).view(batch);
    return answers instanceof Promise
      ? answers.then((all) => this.#sampled(batch, all))
      : this.#sampled(batch, answers);
  }

  #sampled(batch: ViewBatch, answers: ViewResult): MaybePromise<ViewResult> {
    if (this.#genesis) return answers;
    const step = this.#views.next(batch, answers);
    const checked = step && this.#check({ ...this.#before(), step });
    return checked instanceof Promise ? checked.then(() => answers) : answers;
  }

  override snapshot(): MaybePromise<number> {
    const before = this.#before();
    const id = (this.#ahead ?? this.inner).snapshot();
    const checked = this.#check({ ...before, step: { kind: "snapshot", id } });
    return checked instanceof Promise ? checked.then(() => id) : id;
  }

  override restore(id: number): MaybePromise<void> {
    (this.#ahead ?? this.inner).restore(id);
    this.#changes.take();
    return this.#check({ head: this.inner.headBlock, reported: [], step: { kind: "restore", id } });
  }

  override genesisEnds(): void {
    this.#genesis = false;
  }

  override generationEnds(ended: number): void {
    this.inner.generationEnds();
    this.#draw.generationEnds(ended);
    this.#views.generationEnds(ended);
  }

  async settle(onWait?: (left: number) => void): Promise<ReplayReport> {
    const before = this.#before();
    const { state } = this.inner;
    const commitment = state.recomputeCommitment();
    await this.#check({ ...before, step: { kind: "state", whole: toldAnew(state), commitment } });
    await this.#waitFor(0, 0, onWait);
    return this.#tally.report(this.#worker.restarts);
  }

  override async close(): Promise<void> {
    await this.#worker.close();
    await this.inner.close();
  }

  /** What is to be told of the state before a step. */
  #before(): Omit<CheckCase, "step"> {
    const { state, headBlock } = this.inner;
    const changes = this.#changes.take();
    const reported = this.#reported ? toldChanges(changes, state) : toldAnew(state);
    this.#reported = true;
    const told = entriesOf(reported);
    this.#entries += told;
    this.#changed += told;
    return { head: headBlock, reported };
  }

  /** What a step has left. */
  #left() {
    const { state } = this.inner;
    const after = toldChanges(this.#changes.take(), state);
    return { after, commitment: this.#commitment(after) };
  }

  /**
   * Of the tables as they are. In a large state it is the one that is kept by writes until enough has changed: to sum up
   * all after each of many deployments would take their square. At the ends of generations and of the run it is summed up
   * in any case.
   */
  #commitment(after: readonly ReportedAccount[]): bigint {
    const changed = entriesOf(after);
    this.#entries += changed;
    this.#changed += changed;
    const { state } = this.inner;
    if (this.#changed * SUMMED_PER_CHANGE < this.#entries) return state.commitment();
    this.#changed = 0;
    return state.recomputeCommitment();
  }

  #check(checked: CheckCase): MaybePromise<void> {
    const comparison = this.#worker.compare(checked);
    comparison.catch(() => undefined); // thrown where it is waited for
    const { step, reported } = checked;
    const told = "after" in step ? sizeOf(step.after) + (step.kind === "block" ? sizeOf(step.before) : 0) : 0;
    const bytes = sizeOf(reported) + told;
    this.#pending.push({ checked, bytes, ofSetup: this.#genesis, comparison });
    this.#pendingBytes += bytes;
    return this.#pending.length > MAX_PENDING || this.#pendingBytes > MAX_PENDING_BYTES
      ? this.#waitFor(MAX_PENDING, MAX_PENDING_BYTES)
      : undefined;
  }

  /** Waits until no more cases, and no more bytes of them, are left to be compared. */
  async #waitFor(max: number, maxBytes: number, onWait?: (left: number) => void): Promise<void> {
    const started = performance.now();
    while (this.#pending.length > max || this.#pendingBytes > maxBytes) {
      onWait?.(this.#pending.length);
      const { checked, bytes, ofSetup, comparison } = this.#pending[0]!;
      const found = await comparison;
      this.#pending.shift();
      this.#pendingBytes -= bytes;
      if (found.difference) throw differs(checked, found, this.#traces);
      this.#tally.same(checked, found.seconds, ofSetup);
    }
    this.#tally.held(started);
  }
}
