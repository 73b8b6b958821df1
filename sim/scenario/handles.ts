import type {
  Abi,
  AbiEvent,
  AbiFunction,
  AbiParametersToPrimitiveTypes,
  ExtractAbiEvent,
  ExtractAbiEventNames,
  ExtractAbiFunction,
  ExtractAbiFunctionNames,
} from "abitype";
import { eventCodec, functionCodec } from "../chain/codec/codec.ts";
import type { EventCodec, FunctionCodec } from "../chain/codec/codec-types.ts";
import { InputError } from "../core/errors/errors.ts";

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

/** Logs of one event of one contract, those whose indexed arguments have the given values. */
export class EventFilter<T = unknown> {
  declare readonly event: T;
  readonly source: Uint8Array;
  readonly codec: EventCodec;
  /** Topic words asked for by position; a hole takes any. */
  readonly topics: readonly (Uint8Array | undefined)[];

  constructor(source: Uint8Array, codec: EventCodec, topics: readonly (Uint8Array | undefined)[]) {
    this.source = source;
    this.codec = codec;
    this.topics = topics;
  }
}

type Output<F extends AbiFunction> =
  AbiParametersToPrimitiveTypes<F["outputs"], "outputs"> extends infer R extends readonly unknown[]
    ? R["length"] extends 1
      ? R[0]
      : R
    : never;

type Method<F extends AbiFunction> = F extends AbiFunction
  ? (
      ...args: AbiParametersToPrimitiveTypes<F["inputs"], "inputs"> extends infer A extends readonly unknown[]
        ? A
        : never
    ) => F["stateMutability"] extends "view" | "pure" ? View<Output<F>> : Call
  : never;

type EventArguments<E extends AbiEvent> = {
  readonly [I in E["inputs"][number] as I["name"] & string]: AbiParametersToPrimitiveTypes<readonly [I], "outputs">[0];
};

type Indexed<E extends AbiEvent> = {
  readonly [I in Extract<E["inputs"][number], { indexed: true }> as I["name"] & string]?: AbiParametersToPrimitiveTypes<
    readonly [I],
    "inputs"
  >[0];
};

/**
 * A contract as a scenario sees it: each function by its name, making a `View` or a `Call`; each event by its name,
 * making a filter. Names and types are those of the artifact, as far as the compiler knows them.
 */
export type Contract<A = Abi> = Abi extends A ? AnyContract : A extends Abi ? KnownContract<A> : AnyContract;

type KnownContract<A extends Abi> = { readonly address: Address } & {
  readonly [N in ExtractAbiFunctionNames<A>]: Method<ExtractAbiFunction<A, N>>;
} & {
  readonly [N in Exclude<ExtractAbiEventNames<A>, ExtractAbiFunctionNames<A>>]: (
    filter?: Indexed<ExtractAbiEvent<A, N>>,
  ) => EventFilter<EventArguments<ExtractAbiEvent<A, N>>>;
};

/** A contract whose ABI the compiler does not know: every name is allowed and checked when it is used. */
export type AnyContract = { readonly address: Address } & {
  readonly [name: string]: (...args: readonly unknown[]) => Call & View<never> & EventFilter<never>;
};

/** Binds an ABI to an address. An overloaded function is told apart by its number of arguments. */
export function bindContract<const A extends Abi>(abi: A, address: Address): Contract<A> {
  const target = addressBytes(address);
  const { functions, events } = namesOf(abi);
  const bound: Record<string, unknown> = { address };
  for (const [name, overloads] of functions) bound[name] = method(name, target, overloads);
  for (const [name, event] of events) bound[name] = filterMaker(event, target);
  return bound as Contract<A>;
}

interface NamedEvent {
  readonly codec: EventCodec;
  readonly indexed: readonly string[];
}

interface Names {
  readonly functions: ReadonlyMap<string, readonly FunctionCodec[]>;
  readonly events: ReadonlyMap<string, NamedEvent>;
}

/** A codec holds nothing but what follows from its part of the ABI, so one serves every contract of that ABI. */
const known = new WeakMap<Abi, Names>();

function namesOf(abi: Abi): Names {
  const found = known.get(abi);
  if (found) return found;
  const functions = new Map<string, FunctionCodec[]>();
  const events = new Map<string, NamedEvent>();
  for (const item of abi) {
    if (item.type === "function") functions.set(item.name, [...(functions.get(item.name) ?? []), functionCodec(item)]);
  }
  for (const item of abi) {
    if (item.type !== "event" || functions.has(item.name)) continue;
    const indexed = item.inputs.filter((input) => input.indexed).map((input) => input.name ?? "");
    events.set(item.name, { codec: eventCodec(item), indexed });
  }
  const names = { functions, events };
  known.set(abi, names);
  return names;
}

function method(
  name: string,
  target: Uint8Array,
  overloads: readonly FunctionCodec[],
): (...args: readonly unknown[]) => Call | View {
  const only = overloads[0]!;
  const make = (codec: FunctionCodec, args: readonly unknown[]): Call | View =>
    codec.mutability === "view" || codec.mutability === "pure"
      ? new View(target, codec, args)
      : new Call(target, codec, args);
  const bound = (...args: readonly unknown[]): Call | View => {
    const codec = overloads.length === 1 ? only : overloads.find((o) => o.inputCount === args.length);
    if (!codec || codec.inputCount !== args.length) {
      throw new InputError({
        code: "ABI_ARGUMENTS",
        where: name,
        expected: overloads.map((o) => o.signature).join(" or "),
        found: `${args.length} arguments`,
      });
    }
    return make(codec, args);
  };
  bindings.set(bound, { target, name });
  return bound;
}

/** A function of one contract, as a species declares that it may call it. */
export interface BoundFunction {
  readonly target: Uint8Array;
  readonly name: string;
}

const bindings = new WeakMap<(...args: never[]) => unknown, BoundFunction>();

/** Which function of which contract `c.contract.function` is; undefined for any other function. */
export function boundFunction(method: (...args: never[]) => unknown): BoundFunction | undefined {
  return bindings.get(method);
}

function filterMaker(
  { codec, indexed }: NamedEvent,
  source: Uint8Array,
): (filter?: Record<string, unknown>) => EventFilter {
  return (filter = {}) => {
    for (const name of Object.keys(filter)) {
      if (!indexed.includes(name))
        throw new InputError({
          code: "ABI_FILTER",
          where: codec.name,
          expected: `an indexed argument (${indexed.join(", ")})`,
          found: name,
        });
    }
    return new EventFilter(
      source,
      codec,
      indexed.map((name) => (filter[name] === undefined ? undefined : codec.topicOf(name, filter[name]))),
    );
  };
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
