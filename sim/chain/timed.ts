import type { MaybePromise } from "../core/task.ts";
import { ChainWrapper } from "./chain-wrapper.ts";
import type { Chain } from "./chain.ts";

/** A chain that counts the seconds spent in it, so that what the simulator itself costs can be told apart. */
export class TimedChain extends ChainWrapper {
  #seconds = 0;

  /** Wall time. */
  get seconds(): number {
    return this.#seconds;
  }

  override fundAccounts(...args: Parameters<Chain["fundAccounts"]>) {
    return this.#clocked(() => super.fundAccounts(...args));
  }

  override deploy(...args: Parameters<Chain["deploy"]>) {
    return this.#clocked(() => super.deploy(...args));
  }

  override view(...args: Parameters<Chain["view"]>) {
    return this.#clocked(() => super.view(...args));
  }

  override mine(...args: Parameters<Chain["mine"]>) {
    return this.#clocked(() => super.mine(...args));
  }

  override snapshot() {
    return this.#clocked(() => super.snapshot());
  }

  override restore(id: number) {
    return this.#clocked(() => super.restore(id));
  }

  override genesisEnds() {
    return this.#clocked(() => super.genesisEnds());
  }

  override generationEnds(ended: number) {
    return this.#clocked(() => super.generationEnds(ended));
  }

  override storageRoot(address: Uint8Array) {
    return this.#clocked(() => super.storageRoot(address));
  }

  override close() {
    return this.#clocked(() => super.close());
  }

  #clocked<R extends MaybePromise<unknown>>(work: () => R): R {
    const started = performance.now();
    const stop = (): void => void (this.#seconds += (performance.now() - started) / 1000);
    let later = false;
    try {
      const answer = work();
      if (!(answer instanceof Promise)) return answer;
      later = true;
      return answer.finally(stop) as R;
    } finally {
      if (!later) stop();
    }
  }
}
