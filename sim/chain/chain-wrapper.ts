import type { MaybePromise } from "../core/task.ts";
import type { CallBatch, ViewBatch } from "./batch.ts";
import type { BlockContext, BlockResult, Chain, Deployment, MineOptions, ViewResult } from "./chain.ts";

/** A chain that does what another does. Whoever changes a part of that extends it, and repeats nothing else. */
export class ChainWrapper<Inner extends Chain = Chain> implements Chain {
  protected readonly inner: Inner;

  constructor(inner: Inner) {
    this.inner = inner;
  }

  get engine(): Chain["engine"] {
    return this.inner.engine;
  }

  get fallbacks(): Chain["fallbacks"] {
    return this.inner.fallbacks;
  }

  get options(): Chain["options"] {
    return this.inner.options;
  }

  get head(): Chain["head"] {
    return this.inner.head;
  }

  fundAccounts(...[accounts]: Parameters<Chain["fundAccounts"]>): MaybePromise<void> {
    return this.inner.fundAccounts(accounts);
  }

  deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array> {
    return this.inner.deploy(deployment, context);
  }

  view(batch: ViewBatch): MaybePromise<ViewResult> {
    return this.inner.view(batch);
  }

  mine(context: BlockContext, calls: CallBatch, options?: MineOptions): MaybePromise<BlockResult> {
    return this.inner.mine(context, calls, options);
  }

  snapshot(): MaybePromise<number> {
    return this.inner.snapshot();
  }

  restore(id: number): MaybePromise<void> {
    return this.inner.restore(id);
  }

  genesisEnds(): MaybePromise<void> {
    return this.inner.genesisEnds?.();
  }

  generationEnds(ended: number): MaybePromise<void> {
    return this.inner.generationEnds?.(ended);
  }

  storageRoot(address: Uint8Array): Promise<Uint8Array> {
    return this.inner.storageRoot(address);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
