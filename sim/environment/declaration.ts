import type { Process } from "./process.ts";
import type { Uncertain } from "./uncertain.ts";

/** A number of the environment that a tool may choose. */
export interface Variable {
  /** `<name of the value>.<parameter of its process>`, such as `price.volatility`. */
  readonly name: string;
  readonly process: string;
  readonly parameter: string;
  readonly declared: Uncertain;
  readonly nominal: number;
  /** Corners: limits of a range, three-sigma points of a distribution; both nominal for a plain number. */
  readonly low: number;
  readonly high: number;
  /** False for a plain number, which may still be pinned. */
  readonly uncertain: boolean;
  /** The value that an innovation u in [0, 1) stands for. */
  sample(u: number): number;
}

/** Declarations by name; a number, range or distribution stands for a constant of that value. */
export type Processes = { readonly [name: string]: Process | Uncertain };

/** The values of a block, 1e18 fixed point, counts included: three arrivals are 3n * 10n ** 18n. */
export type EnvironmentValues<E extends Processes> = { readonly [name in keyof E & string]: bigint };

/** What a scenario declares: processes by name, and each of their parameters as a variable. */
export interface Declaration<E extends Processes = Processes> {
  readonly names: readonly (keyof E & string)[];
  readonly processes: { readonly [name in keyof E & string]: Process };
  /** Every parameter of every process, in the order of declaration. */
  readonly variables: readonly Variable[];
}
