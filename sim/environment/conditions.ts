/** A sinusoid put on an environment value, to measure how the economy answers. */
export interface Forcing {
  readonly amplitude: number;
  /** True: the value is multiplied by 1 + amplitude sin(omega t + phase). False: amplitude sin(...) is added. */
  readonly relative: boolean;
  /** Radians a block; t counts blocks of the run from 0. */
  readonly omega: number;
  /** Radians. */
  readonly phase: number;
}

/** What a tool chooses about the environment; plain JSON, part of what names a result. Everything absent is nominal. */
export interface EnvironmentConditions {
  /** Variable (`price.volatility`) to the value it has in this run: a corner, or a sample of it. */
  readonly pinned?: { readonly [variable: string]: number };
  readonly forcing?: { readonly [name: string]: Forcing | readonly Forcing[] };
  /** Value to what is added to it, block after block from the first of the run: a kick, or any other wave. */
  readonly offsets?: { readonly [name: string]: readonly number[] };
  /**
   * Process to its innovations in [0, 1), block after block, `innovations` numbers a block. The seed fills what is
   * absent: null, or beyond the end. A given number moves no other draw.
   */
  readonly innovations?: { readonly [name: string]: readonly (number | null)[] };
}
