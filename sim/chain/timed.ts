import type { MaybePromise } from "../core/task.ts";
import type { Chain } from "./chain.ts";

/** A chain that counts the seconds spent in it, so that what the simulator itself costs can be told apart. */
export interface TimedChain extends Chain {
  readonly seconds: number;
}

export function timed(chain: Chain): TimedChain {
  let seconds = 0;
  const clocked = <A extends readonly unknown[], R extends MaybePromise<unknown>>(
    method: (...args: A) => R,
  ): typeof method => {
    return (...args) => {
      const started = performance.now();
      const stop = (): void => void (seconds += (performance.now() - started) / 1000);
      let later = false;
      try {
        const answer = method.apply(chain, args as never);
        if (!(answer instanceof Promise)) return answer;
        later = true;
        return answer.finally(stop) as R;
      } finally {
        if (!later) stop();
      }
    };
  };
  return {
    get engine() {
      return chain.engine;
    },
    get fallbacks() {
      return chain.fallbacks;
    },
    get head() {
      return chain.head;
    },
    get seconds() {
      return seconds;
    },
    options: chain.options,
    fundAccounts: clocked(chain.fundAccounts),
    deploy: clocked(chain.deploy),
    view: clocked(chain.view),
    mine: clocked(chain.mine),
    snapshot: clocked(chain.snapshot),
    restore: clocked(chain.restore),
    ...(chain.genesisEnds && { genesisEnds: clocked(chain.genesisEnds) }),
    ...(chain.generationEnds && { generationEnds: clocked(chain.generationEnds) }),
    storageRoot: clocked(chain.storageRoot),
    close: clocked(chain.close),
  };
}
