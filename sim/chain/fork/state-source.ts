/** An account of a state that lies elsewhere. */
export interface LoadedAccount {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
}

export interface LoadedSlot {
  readonly address: Uint8Array;
  /** 32 bytes each. */
  readonly slot: Uint8Array;
  readonly value: Uint8Array;
}

/** A part of such a state. */
export interface Loaded {
  readonly accounts: readonly LoadedAccount[];
  readonly slots: readonly LoadedSlot[];
}

/** What execution has touched and nobody knows yet. */
export interface Wanted {
  readonly accounts: readonly Uint8Array[];
  readonly slots: readonly { readonly address: Uint8Array; readonly slot: Uint8Array }[];
}

/** Where a chain's first state comes from. */
export interface StateSource {
  /** What is known before anything runs. */
  readonly known: Loaded;
  /** The rest, when it is touched; without it there is no rest. Rejects with RunError FORK_*. */
  readonly load?: (wanted: Wanted) => Promise<Loaded>;
}
