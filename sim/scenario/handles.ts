import type { EventCodec, FunctionCodec } from "../chain/codec/codec-types.ts";

export type Address = `0x${string}`;

/** What a call carries besides its arguments. */
export interface CallOptions {
  /** Wei of ether sent along. */
  readonly value?: bigint;
  /** Wei per gas over the base fee; a higher tip goes first where blocks are ordered by tip. */
  readonly tip?: number;
  readonly gas?: number;
  /** Which of the agent's own accounts sends it; its first unless stated. */
  readonly from?: Address;
}

/** A call that is not made yet: what a policy returns. */
export class Call {
  readonly target: Uint8Array;
  readonly codec: FunctionCodec;
  readonly args: readonly unknown[];
  readonly options: CallOptions | undefined;

  constructor(target: Uint8Array, codec: FunctionCodec, args: readonly unknown[], options?: CallOptions) {
    this.target = target;
    this.codec = codec;
    this.args = args;
    this.options = options;
  }

  /** The same call with ether, a tip, a gas limit or another account of the agent. */
  with(options: CallOptions): Call {
    return new Call(this.target, this.codec, this.args, { ...this.options, ...options });
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

  constructor(target: Uint8Array, codec: FunctionCodec | undefined, args: readonly unknown[]) {
    this.target = target;
    this.codec = codec;
    this.args = args;
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
}

/** The ether an account holds, wei. */
export function etherOf(account: Address): View<bigint> {
  return new View<bigint>(addressBytes(account), undefined, []);
}

export function addressBytes(address: Address): Uint8Array {
  return Uint8Array.from(Buffer.from(address.slice(2), "hex"));
}

export function addressText(bytes: Uint8Array): Address {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, 20).toString("hex")}`;
}
