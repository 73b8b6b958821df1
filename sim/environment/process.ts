import type { Fault } from "../core/errors/errors.ts";
import type { Uncertain } from "./uncertain.ts";

/** The values that a parameter may take; `above` excludes the limit itself. */
export interface Domain {
  readonly above?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A random process in discrete time, one value a block, as a value: what it is, not where a run of it stands. */
export interface Process<P extends string = string> {
  readonly kind: string;
  /** Uniform numbers in [0, 1) that one block uses. */
  readonly innovations: number;
  readonly parameters: { readonly [parameter in P]: Uncertain };
  readonly domains: { readonly [parameter in P]: Domain };
  /** What must enter the hash of the scenario's source beside kind and parameters: options, content of files. */
  source(): { readonly [name: string]: string | number | boolean };
  /** What is wrong beyond the parameters' values, such as a file that is not there. `where` names the process. */
  faults(where: string): Fault[];
  /** A new path. The initial value is that before the first block: every block uses its innovations. */
  path(parameters: { readonly [parameter in P]: number }): Path;
}

/** A run of a process. */
export interface Path {
  /** Advances one block. `u` holds the block's innovations and may be reused by the caller. */
  next(u: readonly number[]): number;
  /** Where the path stands, as finite numbers; `restore` takes it on another path of the same parameters. */
  save(): number[];
  restore(state: readonly number[]): void;
}

/** What most processes need: nothing beyond their parameters can be wrong or must be hashed. */
export const plain = { source: () => ({}), faults: () => [] };
