import { exp, log } from "../core/math.ts";
import { normalDraw } from "../core/normal.ts";
import { type Process, plain } from "./process.ts";
import type { Uncertain } from "./uncertain.ts";

/** A value that is drawn back to its mean. */
export interface MeanRevertingOptions {
  /** Value before the first block; the mean by default. */
  readonly initial?: Uncertain;
  /** Level that is returned to; on the log scale the median. */
  readonly mean: Uncertain;
  /** Speed of return per unit of time: distances shrink by e^(-rate t). 0 is a Brownian motion. */
  readonly rate: Uncertain;
  /** Per square root of the unit of time, of the value, or of its logarithm on the log scale. */
  readonly volatility: Uncertain;
  /** `log`: the logarithm is the process, so that the value stays positive (Schwartz 1997, model 1). */
  readonly scale?: "linear" | "log";
  /** Blocks in the unit of time of `rate` and `volatility`; 1 by default. */
  readonly blocksPerUnit?: number;
}

/**
 * Ornstein-Uhlenbeck: dX = rate (mean - X) dt + volatility dW, stepped exactly. Stationary variance
 * volatility^2 / (2 rate); correlation e^(-rate t) over a time t. One innovation a block. The linear scale may go
 * below zero.
 *
 * @example
 * const rate = meanReverting({ initial: 0.05, mean: 0.05, rate: 0.1, volatility: 0.01 });
 */
export function meanReverting(
  options: MeanRevertingOptions,
): Process<"initial" | "mean" | "rate" | "volatility" | "blocksPerUnit"> {
  const logarithmic = options.scale === "log";
  const level = logarithmic ? { above: 0 } : {};
  return {
    ...plain,
    kind: "meanReverting",
    innovations: 1,
    parameters: {
      initial: options.initial ?? options.mean,
      mean: options.mean,
      rate: options.rate,
      volatility: options.volatility,
      blocksPerUnit: options.blocksPerUnit ?? 1,
    },
    domains: {
      initial: level,
      mean: level,
      rate: { atLeast: 0 },
      volatility: { atLeast: 0 },
      blocksPerUnit: { above: 0 },
    },
    source: () => ({ scale: options.scale ?? "linear" }),
    path({ initial, mean, rate, volatility, blocksPerUnit }) {
      const dt = 1 / blocksPerUnit;
      const keep = exp(-rate * dt);
      // Below 1e-8 the exact variance (1 - e^(-2 rate dt)) / (2 rate) has lost its digits; its limit is dt.
      const time = rate * dt < 1e-8 ? dt : (1 - keep * keep) / (2 * rate);
      const spread = volatility * Math.sqrt(time);
      const centre = logarithmic ? log(mean) : mean;
      let y = logarithmic ? log(initial) : initial;
      return {
        next(u) {
          y = centre + (y - centre) * keep + spread * normalDraw(u[0]!);
          return logarithmic ? exp(y) : y;
        },
        save: () => [y],
        restore: ([value]) => void (y = value!),
      };
    },
  };
}
