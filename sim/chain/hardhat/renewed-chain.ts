import type { MaybePromise } from "../../core/task.ts";
import { RunError } from "../../core/errors/errors.ts";
import { CallBatch, type ViewBatch } from "../batch.ts";
import type {
  BlockContext,
  BlockResult,
  Chain,
  Deployment,
  Fallback,
  FundedAccount,
  MineOptions,
  ViewResult,
} from "../chain.ts";
import type { LoadableChain } from "../fork/shadowed-chain.ts";
import type { Loaded } from "../fork/state-source.ts";
import { KEPT_AFTER_UNDO } from "../history.ts";

/** Operations remembered at most: a snapshot taken after more of them cannot be made again. */
const MAX_OPERATIONS = 512;
/** What may be left behind before the network is made anew. */
const MAX_LEFT = 32_000_000;

/** A state from elsewhere is put only into one that takes it. */
type Inner = Chain & Partial<LoadableChain>;
type Operation = (chain: Inner) => MaybePromise<unknown>;

interface Snapshot {
  inner: number;
  /** Operations that led to it; undefined when they are no longer known. */
  readonly position: number | undefined;
}

/**
 * A chain that is made anew now and then. The Hardhat chain never gives back all memory of blocks that were undone,
 * and a run in episodes undoes blocks for hours; closing the network gives back everything. So the operations that led
 * to the first snapshots are remembered, and when enough has been left behind, `restore` does them again on a fresh
 * network: the same operations make the same state.
 */
export class RenewedChain implements LoadableChain {
  readonly #openInner: () => Promise<Inner>;
  readonly #maxLeft: number;
  readonly #operations: Operation[] = [];
  readonly #snapshots = new Map<number, Snapshot>();
  #inner: Inner;
  #recording = true;
  #left = 0;
  #nextSnapshot = 1;
  #earlierFallbacks: readonly Fallback[] = [];

  private constructor(openInner: () => Promise<Inner>, inner: Inner, maxLeft: number) {
    this.#openInner = openInner;
    this.#inner = inner;
    this.#maxLeft = maxLeft;
  }

  static async fundAccounts(openInner: () => Promise<Inner>, maxLeft = MAX_LEFT): Promise<RenewedChain> {
    return new RenewedChain(openInner, await openInner(), maxLeft);
  }

  get engine() {
    return this.#inner.engine;
  }

  get fallbacks(): readonly Fallback[] {
    const now = this.#inner.fallbacks;
    const isNew = (old: Fallback) => !now.some((f) => f.reason === old.reason && f.contract === old.contract);
    return [...this.#earlierFallbacks.filter(isNew), ...now];
  }

  get options() {
    return this.#inner.options;
  }

  get head() {
    return this.#inner.head;
  }

  async fundAccounts(accounts: readonly FundedAccount[]): Promise<void> {
    this.#record(() => {
      const copy = accounts.map(copyOfAccount);
      return (chain) => chain.fundAccounts(copy);
    });
    await this.#inner.fundAccounts(accounts);
  }

  async load(part: Loaded): Promise<void> {
    this.#record(() => (chain) => chain.load?.(part));
    await this.#inner.load?.(part);
  }

  async deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array> {
    this.#record(() => (chain) => chain.deploy(deployment, context).catch(() => undefined)); // reverts again if it did
    this.#left += KEPT_AFTER_UNDO.block;
    return this.#inner.deploy(deployment, context);
  }

  view(batch: ViewBatch): MaybePromise<ViewResult> {
    return this.#inner.view(batch);
  }

  async mine(context: BlockContext, calls: CallBatch, options?: MineOptions): Promise<BlockResult> {
    const result = await this.#inner.mine(context, calls, options);
    this.#record(() => {
      const copy = copyOf(calls);
      return (chain) => chain.mine(context, copy, options);
    });
    this.#left += KEPT_AFTER_UNDO.block + KEPT_AFTER_UNDO.call * calls.count;
    return result;
  }

  async snapshot(): Promise<number> {
    const id = this.#nextSnapshot++;
    const position = this.#recording ? this.#operations.length : undefined;
    this.#snapshots.set(id, { inner: await this.#inner.snapshot(), position });
    return id;
  }

  async restore(id: number): Promise<void> {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) {
      throw RunError.of("UNKNOWN_SNAPSHOT", { found: String(id) });
    }
    for (const later of [...this.#snapshots.keys()]) if (later > id) this.#snapshots.delete(later);
    const kept = [...this.#snapshots.values()];
    if (this.#left > this.#maxLeft && kept.every(({ position }) => position !== undefined)) {
      await this.#renew(kept, snapshot.position!);
    } else {
      await this.#inner.restore(snapshot.inner);
    }
    this.#recording = snapshot.position !== undefined;
    if (snapshot.position !== undefined) this.#operations.length = snapshot.position;
  }

  storageRoot(address: Uint8Array): Promise<Uint8Array> {
    return this.#inner.storageRoot(address);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Does everything up to a position again on a fresh chain, and takes the snapshots on the way. */
  async #renew(snapshots: readonly Snapshot[], end: number): Promise<void> {
    this.#earlierFallbacks = this.fallbacks;
    await this.#inner.close();
    const chain = await this.#openInner();
    for (let position = 0; position <= end; position++) {
      for (const snapshot of snapshots) if (snapshot.position === position) snapshot.inner = await chain.snapshot();
      if (position < end) await this.#operations[position]!(chain);
    }
    this.#inner = chain;
    this.#left = 0;
  }

  #record(operation: () => Operation): void {
    if (!this.#recording) return;
    if (this.#operations.length < MAX_OPERATIONS) this.#operations.push(operation());
    else this.#recording = false;
  }
}

function copyOfAccount({ address, balance, delegate }: FundedAccount): FundedAccount {
  return { address: address.slice(), balance, ...(delegate && { delegate: delegate.slice() }) };
}

function copyOf(calls: CallBatch): CallBatch {
  const copy = new CallBatch();
  for (let i = 0; i < calls.count; i++) {
    copy.add(calls.sender(i), calls.target(i), calls.data(i), calls.value(i), calls.gasLimits[i], calls.tips[i]);
  }
  return copy;
}
