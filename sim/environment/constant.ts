import { type Process, plain } from "./process.ts";
import type { Uncertain } from "./uncertain.ts";

/**
 * One value, always: known, or uncertain as a whole. Its variable is `<name>.value`.
 *
 * @example
 * const world = environment({ fee: constant(0.003) });
 */
export function constant(value: Uncertain): Process<"value"> {
  return {
    ...plain,
    kind: "constant",
    innovations: 0,
    parameters: { value },
    domains: { value: {} },
    path: (parameters) => ({ next: () => parameters.value, save: () => [], restore: () => {} }),
  };
}
