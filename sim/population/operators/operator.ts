/** Operators are values: the manifest states their name and settings. */
export interface Operator {
  readonly name: string;
  readonly settings: { readonly [name: string]: number | string };
}

/** What a child inherits: its genes, and the mutation sizes that evolve with them (empty unless self-adaptive). */
export interface Heritable {
  readonly genome: readonly number[];
  readonly strategy: readonly number[];
}
