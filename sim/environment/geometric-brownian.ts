import { exp } from "../core/math.ts";
import { normalDraw } from "../core/normal.ts";
import { type Process, plain } from "./process.ts";
import type { Uncertain } from "./uncertain.ts";

/** A price that moves by a constant relative volatility. */
export interface GeometricBrownianOptions {
  /** Value before the first block. */
  readonly initial: Uncertain;
  /** Growth rate of the mean per unit of time; 0 by default. */
  readonly drift?: Uncertain;
  /** Standard deviation of the logarithm per square root of the unit of time. */
  readonly volatility: Uncertain;
  /** Blocks in the unit of time of `drift` and `volatility`; 1 by default. */
  readonly blocksPerUnit?: number;
}

/**
 * dX = drift X dt + volatility X dW, stepped exactly: E X(t) = initial e^(drift t), log X(t) has variance
 * volatility^2 t. One innovation a block.
 *
 * @example geometricBrownian({ initial: 2000, volatility: range(0.8, 0.4, 1.2), blocksPerUnit: 2_628_000 }) // a year
 */
export function geometricBrownian(
  options: GeometricBrownianOptions,
): Process<"initial" | "drift" | "volatility" | "blocksPerUnit"> {
  return {
    ...plain,
    kind: "geometricBrownian",
    innovations: 1,
    parameters: {
      initial: options.initial,
      drift: options.drift ?? 0,
      volatility: options.volatility,
      blocksPerUnit: options.blocksPerUnit ?? 1,
    },
    domains: { initial: { above: 0 }, drift: {}, volatility: { atLeast: 0 }, blocksPerUnit: { above: 0 } },
    path({ initial, drift, volatility, blocksPerUnit }) {
      const dt = 1 / blocksPerUnit;
      const growth = (drift - (volatility * volatility) / 2) * dt;
      const spread = volatility * Math.sqrt(dt);
      let x = initial;
      return {
        next: (u) => (x *= exp(growth + spread * normalDraw(u[0]!))),
        save: () => [x],
        restore: ([value]) => void (x = value!),
      };
    },
  };
}
