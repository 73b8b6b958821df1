import { Fault } from "../core/errors/errors.ts";
import { exp } from "../core/math.ts";
import { normalDraw } from "../core/normal.ts";
import { poissonCount } from "./poisson.ts";
import type { Path, Process } from "./process.ts";
import type { Uncertain } from "./uncertain.ts";

/** Sudden moves on top of another process. */
export interface JumpOptions {
  /** Mean number of jumps a block. */
  readonly rate: Uncertain;
  /** Mean size: of the logarithm of the factor (`multiply`), or of the amount (`add`). 0 by default. */
  readonly mean?: Uncertain;
  /** Standard deviation of the size. */
  readonly deviation: Uncertain;
  readonly effect?: "multiply" | "add";
  /** Whether the mean growth that jumps bring is taken off again, so that they add risk only. True by default. */
  readonly compensated?: boolean;
}

type JumpParameters = "jumpRate" | "jumpMean" | "jumpDeviation";

/**
 * A process with jumps on top: compound Poisson with normal sizes, on the logarithm or on the value. Over a geometric
 * Brownian motion it is the jump diffusion of Merton 1976. Jumps are permanent: they multiply, or are added to, what the
 * process below does, which does not see them. Two innovations a block after those below: count, and the sum of sizes,
 * exact because the sum of k normal sizes is normal.
 *
 * @example
 * const price = jumps(constant(1), { rate: 0.01, mean: -0.3, deviation: 0.1 });
 */
export function jumps<P extends string>(over: Process<P>, options: JumpOptions): Process<P | JumpParameters> {
  const multiply = (options.effect ?? "multiply") === "multiply";
  const compensated = options.compensated ?? true;
  const own = { jumpRate: options.rate, jumpMean: options.mean ?? 0, jumpDeviation: options.deviation };
  const domains = { jumpRate: { atLeast: 0, atMost: 1e6 }, jumpMean: {}, jumpDeviation: { atLeast: 0 } };
  return {
    kind: "jumps",
    innovations: over.innovations + 2,
    parameters: { ...over.parameters, ...own },
    domains: { ...over.domains, ...domains },
    source: () => ({ ...over.source(), over: over.kind, effect: multiply ? "multiply" : "add", compensated }),
    faults(where) {
      const nested = "jumpRate" in over.parameters;
      const fault = Fault.of("ENVIRONMENT_JUMPS", {
        found: "jumps over jumps, whose parameters would have the same names",
        where,
      });
      return [...over.faults(where), ...(nested ? [fault] : [])];
    },
    path(parameters) {
      const { jumpRate: rate, jumpMean: mean, jumpDeviation: deviation } = parameters;
      const growth = multiply ? exp(mean + (deviation * deviation) / 2) - 1 : mean;
      const compensation = compensated ? -rate * growth : 0;
      const below: Path = over.path(parameters);
      let total = 0;
      return {
        next(u) {
          const count = poissonCount(rate, u[over.innovations]!);
          const size = count * mean + Math.sqrt(count) * deviation * normalDraw(u[over.innovations + 1]!);
          total += compensation + (count > 0 ? size : 0);
          const value = below.next(u);
          return multiply ? value * exp(total) : value + total;
        },
        save: () => [total, ...below.save()],
        restore([own, ...rest]) {
          total = own!;
          below.restore(rest);
        },
      };
    },
  };
}
