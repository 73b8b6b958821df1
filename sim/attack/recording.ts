import type { CallBatch } from "../chain/batch.ts";
import { ChainWrapper } from "../chain/chain-wrapper.ts";
import type { BlockContext, Deployment, FundedAccount, MineOptions } from "../chain/chain.ts";
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
  | { readonly kind: "fund"; readonly accounts: readonly FundedAccount[] }
  | { readonly kind: "deploy"; readonly deployment: Deployment; readonly context: BlockContext }
  | { readonly kind: "mine"; readonly context: BlockContext; readonly calls: readonly SentCall[] };

/** A chain that remembers what was done to it. */
export class RecordingChain extends ChainWrapper {
  readonly recorded: Recorded[] = [];
  readonly #lengths = new Map<number, number>();

  override fundAccounts(accounts: readonly FundedAccount[]) {
    this.recorded.push({
      kind: "fund",
      accounts: accounts.map((account) => ({ ...account, address: account.address.slice() })),
    });
    return super.fundAccounts(accounts);
  }

  override deploy(deployment: Deployment, context: BlockContext) {
    this.recorded.push({ kind: "deploy", deployment, context });
    return super.deploy(deployment, context);
  }

  override mine(context: BlockContext, calls: CallBatch, options?: MineOptions) {
    const sent = Array.from({ length: calls.count }, (_, i) => ({
      sender: calls.sender(i).slice(),
      target: calls.target(i).slice(),
      value: calls.value(i),
      data: calls.data(i).slice(),
      gasLimit: calls.gasLimits[i]!,
    }));
    this.recorded.push({ kind: "mine", context: { ...context, prevrandao: context.prevrandao.slice() }, calls: sent });
    return super.mine(context, calls, options);
  }

  override async snapshot(): Promise<number> {
    const id = await super.snapshot();
    this.#lengths.set(id, this.recorded.length);
    return id;
  }

  override restore(id: number): MaybePromise<void> {
    this.recorded.length = this.#lengths.get(id) ?? this.recorded.length;
    return super.restore(id);
  }
}
