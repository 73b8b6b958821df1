import type { EventCodec, FunctionCodec } from "../chain/codec/codec-types.ts";

/** An address in hex, 20 bytes. */
export type Address = `0x${string}`;

/** What a call carries besides its arguments. */
export interface CallOptions {
  /** Wei of ether sent along. */
  readonly value?: bigint;
  /** Wei per gas over the base fee, paid in ether; a higher tip goes first where blocks are ordered by tip. */
  readonly tip?: number;
  readonly gas?: number;
  /** Which of the agent's own accounts sends it; its first unless stated. */
  readonly from?: Address;
}

/**
 * What a call, a view or a filter is known by: a scenario may have another copy of this module than who runs it, one loaded by
 * `import` and the other by `require`.
 */
const CALL = Symbol.for("rewardscape call");
const VIEW = Symbol.for("rewardscape view");
const FILTER = Symbol.for("rewardscape event filter");

export function isCall(value: unknown): value is Call {
  return typeof value === "object" && value !== null && CALL in value;
}

export function isView(value: unknown): value is View {
  return typeof value === "object" && value !== null && VIEW in value;
}

export function isEventFilter(value: unknown): value is EventFilter {
  return typeof value === "object" && value !== null && FILTER in value;
}

/** A call that is not made yet: what a policy returns. */
export class Call {
  readonly target: Uint8Array;
  readonly codec: FunctionCodec;
  readonly args: readonly unknown[];
  readonly options: CallOptions | undefined;
  /** The same object in all calls of a bundle, which stand next to each other. */
  readonly bundle: object | undefined;

  constructor(
    target: Uint8Array,
    codec: FunctionCodec,
    args: readonly unknown[],
    options?: CallOptions,
    bundle?: object,
  ) {
    this.target = target;
    this.codec = codec;
    this.args = args;
    this.options = options;
    this.bundle = bundle;
  }

  get [CALL](): true {
    return true;
  }

  /** The same call with ether, a tip, a gas limit or another account of the agent. */
  with(options: CallOptions): Call {
    return new Call(this.target, this.codec, this.args, { ...this.options, ...options }, this.bundle);
  }
}

/** A read that is not made yet. `T` is what it answers. */
export class View<T = unknown> {
  /** Only for the type: a view of a bigint is not a view of a string. */
  declare readonly answer: T;
  readonly target: Uint8Array;
  /** Undefined: the ether balance of `target`. */
  readonly codec: FunctionCodec | undefined;
  readonly args: readonly unknown[];
  /** What counts as its answer where it reverts; absent, that ends the run. */
  readonly fallback: { readonly answer: unknown } | undefined;

  constructor(
    target: Uint8Array,
    codec: FunctionCodec | undefined,
    args: readonly unknown[],
    fallback?: { readonly answer: unknown },
  ) {
    this.target = target;
    this.codec = codec;
    this.args = args;
    this.fallback = fallback;
  }

  /** The same read, which answers this where it reverts. */
  or(answer: T): View<T> {
    return new View<T>(this.target, this.codec, this.args, { answer });
  }

  get [VIEW](): true {
    return true;
  }
}

/** One event that a filter takes. */
export interface FilteredEvent {
  readonly codec: EventCodec;
  /** Topic words asked for by position; a hole takes any. */
  readonly topics: readonly (Uint8Array | undefined)[];
}

/** Logs of one contract: of the events of a name, those whose indexed arguments have the given values. */
export class EventFilter<T = unknown> {
  declare readonly event: T;
  readonly source: Uint8Array;
  /** One, unless events of one name are told apart by arguments that the filter does not give. */
  readonly events: readonly FilteredEvent[];

  constructor(source: Uint8Array, events: readonly FilteredEvent[]) {
    this.source = source;
    this.events = events;
  }

  get [FILTER](): true {
    return true;
  }
}

/**
 * The ether an account holds, wei.
 *
 * @example
 * const view = etherOf("0x0000000000000000000000000000000000000001"); // in observe, positions or read
 */
export function etherOf(account: Address): View<bigint> {
  return new View<bigint>(addressBytes(account), undefined, []);
}

/**
 * The 20 bytes of an address.
 *
 * @example
 * const bytes = addressBytes("0x0000000000000000000000000000000000000001"); // 20 of them
 */
export function addressBytes(address: Address): Uint8Array {
  return Uint8Array.from(Buffer.from(address.slice(2), "hex"));
}

export function addressText(bytes: Uint8Array): Address {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, 20).toString("hex")}`;
}
