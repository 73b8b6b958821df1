import type { CallBatch, ViewBatch } from "../chain/batch.ts";
import type {
  BlockContext,
  BlockResult,
  Chain,
  CompleteOptions,
  Deployment,
  EngineName,
  Fallback,
  MineOptions,
  ViewResult,
} from "../chain/chain.ts";
import type { MaybePromise } from "../core/task.ts";

/** One call as it was sent, whoever decided it. */
export interface SentCall {
  readonly sender: Uint8Array;
  readonly target: Uint8Array;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly gasLimit: number;
}

/** What was done to a chain, in a form that can be done to another one. */
export type Recorded =
  | { readonly kind: "fund"; readonly accounts: readonly { readonly address: Uint8Array; readonly balance: bigint }[] }
  | { readonly kind: "deploy"; readonly deployment: Deployment; readonly context: BlockContext }
  | { readonly kind: "mine"; readonly context: BlockContext; readonly calls: readonly SentCall[] };

/** A chain that remembers what was done to it. */
export class RecordingChain implements Chain {
  readonly recorded: Recorded[] = [];
  readonly #inner: Chain;
  readonly #lengths = new Map<number, number>();

  constructor(inner: Chain) {
    this.#inner = inner;
  }

  get engine(): EngineName {
    return this.#inner.engine;
  }

  get fallbacks(): readonly Fallback[] {
    return this.#inner.fallbacks;
  }

  get options(): CompleteOptions {
    return this.#inner.options;
  }

  get head(): { readonly number: number; readonly timestamp: number } {
    return this.#inner.head;
  }

  // What is called by `timed` comes without its receiver's own methods bound: arrow functions keep it.
  readonly fundAccounts = (
    accounts: readonly { readonly address: Uint8Array; readonly balance: bigint }[],
  ): MaybePromise<void> => {
    this.recorded.push({
      kind: "fund",
      accounts: accounts.map(({ address, balance }) => ({ address: address.slice(), balance })),
    });
    return this.#inner.fundAccounts(accounts);
  };

  readonly deploy = (deployment: Deployment, context: BlockContext): Promise<Uint8Array> => {
    this.recorded.push({ kind: "deploy", deployment, context });
    return this.#inner.deploy(deployment, context);
  };

  readonly view = (batch: ViewBatch): MaybePromise<ViewResult> => this.#inner.view(batch);

  readonly mine = (context: BlockContext, calls: CallBatch, options?: MineOptions): MaybePromise<BlockResult> => {
    const sent = Array.from({ length: calls.count }, (_, i) => ({
      sender: calls.sender(i).slice(),
      target: calls.target(i).slice(),
      value: calls.value(i),
      data: calls.data(i).slice(),
      gasLimit: calls.gasLimits[i]!,
    }));
    this.recorded.push({ kind: "mine", context: { ...context, prevrandao: context.prevrandao.slice() }, calls: sent });
    return this.#inner.mine(context, calls, options);
  };

  readonly snapshot = async (): Promise<number> => {
    const id = await this.#inner.snapshot();
    this.#lengths.set(id, this.recorded.length);
    return id;
  };

  readonly restore = (id: number): MaybePromise<void> => {
    this.recorded.length = this.#lengths.get(id) ?? this.recorded.length;
    return this.#inner.restore(id);
  };

  readonly storageRoot = (address: Uint8Array): Promise<Uint8Array> => this.#inner.storageRoot(address);
  readonly close = (): Promise<void> => this.#inner.close();
}
