import type { MaybePromise } from "../../core/task.ts";
import type { CallBatch, ViewBatch } from "../batch.ts";
import { ChainWrapper } from "../chain-wrapper.ts";
import type { BlockContext, BlockResult, Deployment, FundedAccount, MineOptions, ViewResult } from "../chain.ts";
import type { FastChain } from "../fast/fast-chain.ts";
import { Loading } from "./loading.ts";
import type { Loaded, StateSource } from "./state-source.ts";
import { requireKnownInstructions } from "./unknown-instruction.ts";

/**
 * The fast engine on a state that lies elsewhere. What execution touches for the first time is noticed; if it is not
 * known, what was executed is undone, that part of the state is loaded and put in place, and all is executed again. So
 * nothing that is kept was executed on anything but that state, in whatever order it was loaded.
 */
export class ForkedChain extends ChainWrapper<FastChain> {
  /** Undefined: all is known. */
  readonly #load: StateSource["load"];
  readonly #loading: Loading;
  /** What was loaded since the chain was opened, in that order. */
  readonly #loaded: Loaded[] = [];
  /** How much of it was there when a snapshot was taken. */
  readonly #snapshots = new Map<number, number>();
  /** How much of it is in place. */
  #placed = 0;

  /** Throws RunError FORK_OPCODE. */
  constructor(chain: FastChain, { known, load }: StateSource) {
    super(chain);
    const { hardfork } = chain.options;
    this.#load =
      load &&
      (async (wanted) => {
        const loaded = await load(wanted);
        requireKnownInstructions(loaded, hardfork);
        return loaded;
      });
    requireKnownInstructions(known, hardfork);
    this.#loading = new Loading(chain.loadable, () => chain.changes);
    for (const address of chain.ownAccounts) this.#loading.reserve(address);
    this.#loading.put(known);
  }

  /** What was loaded since it was opened. */
  get loaded(): readonly Loaded[] {
    return this.#loaded;
  }

  override fundAccounts(accounts: readonly FundedAccount[]): void {
    this.#settle();
    for (const { address } of accounts) this.#loading.local(address);
    this.inner.fundAccounts(accounts);
  }

  override async deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array> {
    await this.prepare((chain) => void chain.deploy(deployment, context).catch(() => undefined));
    return this.inner.deploy(deployment, context);
  }

  override view(batch: ViewBatch): MaybePromise<ViewResult> {
    return this.#run(() => this.inner.view(batch));
  }

  override mine(context: BlockContext, calls: CallBatch, options?: MineOptions): MaybePromise<BlockResult> {
    return this.#run(() => this.inner.mine(context, calls, options));
  }

  /** Loads whatever this touches; nothing of it stays done. Ends, because each round finds more of what gas allows. */
  prepare(execute: (chain: FastChain) => void): MaybePromise<void> {
    if (!this.#load) return undefined;
    this.#settle();
    const mark = this.inner.mark();
    const wanted = this.#loading.touchedBy(() => {
      try {
        execute(this.inner);
      } catch {
        // Told when it is executed for good, on a state that is all there.
      }
    });
    this.inner.undo(mark);
    this.inner.forget(mark);
    if (wanted.accounts.length + wanted.slots.length === 0) return undefined;
    return this.#load(wanted).then((loaded) => {
      this.#loaded.push(loaded);
      return this.prepare(execute);
    });
  }

  override snapshot(): number {
    this.#settle();
    const id = this.inner.snapshot();
    this.#snapshots.set(id, this.#placed);
    return id;
  }

  override restore(id: number): void {
    this.inner.restore(id);
    // What was loaded since is put in place before anything is executed: who follows the state is told of it then.
    this.#placed = this.#snapshots.get(id) ?? 0;
  }

  /** As a rule nothing is missing: then once is enough. */
  #run<T>(execute: () => T): MaybePromise<T> {
    if (!this.#load) return execute();
    this.#settle();
    const mark = this.inner.mark();
    let done: { readonly result: T } | { readonly error: unknown } | undefined;
    const wanted = this.#loading.touchedBy(() => {
      try {
        done = { result: execute() };
      } catch (error) {
        done = { error };
      }
    });
    if (wanted.accounts.length + wanted.slots.length === 0) {
      this.inner.forget(mark);
      if ("error" in done!) throw done.error;
      return done!.result;
    }
    this.inner.undo(mark);
    this.inner.forget(mark);
    return this.#load(wanted).then(async (loaded) => {
      this.#loaded.push(loaded);
      await this.prepare(execute);
      return execute();
    });
  }

  #settle(): void {
    while (this.#placed < this.#loaded.length) this.#loading.put(this.#loaded[this.#placed++]!);
  }
}
