import type { ViewBatch } from "./batch.ts";
import type { Chain, ViewResult } from "./chain.ts";

/** A chain that counts the seconds spent in it, so that what the simulator itself costs can be told apart. */
export interface TimedChain extends Chain {
  readonly seconds: number;
}

export function timed(chain: Chain): TimedChain {
  let seconds = 0;
  const clocked = <A extends readonly unknown[], R>(
    method: (...args: A) => Promise<R>,
  ): ((...args: A) => Promise<R>) => {
    return async (...args) => {
      const started = performance.now();
      try {
        return await method.apply(chain, args as never);
      } finally {
        seconds += (performance.now() - started) / 1000;
      }
    };
  };
  const viewNow = (batch: ViewBatch): ViewResult => {
    const started = performance.now();
    try {
      return chain.viewNow!(batch);
    } finally {
      seconds += (performance.now() - started) / 1000;
    }
  };
  return {
    ...(chain.viewNow && { viewNow }),
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
    open: clocked(chain.open),
    deploy: clocked(chain.deploy),
    view: clocked(chain.view),
    mine: clocked(chain.mine),
    snapshot: clocked(chain.snapshot),
    restore: clocked(chain.restore),
    storageRoot: clocked(chain.storageRoot),
    close: clocked(chain.close),
  };
}
