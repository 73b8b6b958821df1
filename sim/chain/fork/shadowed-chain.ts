import type { CallBatch, ViewBatch } from "../batch.ts";
import { ChainWrapper } from "../chain-wrapper.ts";
import type { BlockContext, BlockResult, Chain, Deployment, FundedAccount, MineOptions, ViewResult } from "../chain.ts";
import type { ForkedChain } from "./forked-chain.ts";
import type { Loaded } from "./state-source.ts";

/** A chain into which a state can be put besides executing. */
export interface LoadableChain extends Chain {
  load(part: Loaded): Promise<void>;
}

/**
 * A Hardhat chain on a state that lies elsewhere. The fast engine executes everything before it, to find out what is
 * touched; that is put into the Hardhat chain, which then executes by itself. Costs both; results are the Hardhat chain's.
 */
export class ShadowedChain extends ChainWrapper<LoadableChain> {
  readonly #shadow: ForkedChain;
  readonly #snapshots = new Map<number, { readonly shadow: number; readonly placed: number }>();
  /** How much of what the shadow has loaded is in place. */
  #placed = 0;

  private constructor(chain: LoadableChain, shadow: ForkedChain) {
    super(chain);
    this.#shadow = shadow;
  }

  static async open(chain: LoadableChain, shadow: ForkedChain, known: Loaded): Promise<ShadowedChain> {
    await chain.load(known);
    return new ShadowedChain(chain, shadow);
  }

  override async fundAccounts(accounts: readonly FundedAccount[]): Promise<void> {
    this.#shadow.fundAccounts(accounts);
    await this.#settle();
    await super.fundAccounts(accounts);
  }

  override async deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array> {
    const foreseen = this.#shadow.deploy(deployment, context).catch(() => undefined); // the chain says why
    await foreseen;
    await this.#settle();
    return super.deploy(deployment, context);
  }

  override async view(batch: ViewBatch): Promise<ViewResult> {
    await this.#shadow.view(batch);
    await this.#settle();
    return super.view(batch);
  }

  override async mine(context: BlockContext, calls: CallBatch, options?: MineOptions): Promise<BlockResult> {
    await this.#shadow.mine(context, calls, options);
    await this.#settle();
    return super.mine(context, calls, options);
  }

  override async snapshot(): Promise<number> {
    const id = await super.snapshot();
    this.#snapshots.set(id, { shadow: this.#shadow.snapshot(), placed: this.#placed });
    return id;
  }

  override async restore(id: number): Promise<void> {
    await super.restore(id);
    const { shadow, placed } = this.#snapshots.get(id)!;
    this.#shadow.restore(shadow);
    this.#placed = placed;
  }

  override async close(): Promise<void> {
    await this.#shadow.close();
    await super.close();
  }

  async #settle(): Promise<void> {
    const { loaded } = this.#shadow;
    while (this.#placed < loaded.length) await this.inner.load(loaded[this.#placed++]!);
  }
}
