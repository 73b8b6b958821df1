import type { Abi } from "abitype";
import { eventCodec, functionCodec } from "../chain/codec/codec.ts";
import type { EventCodec, FunctionCodec } from "../chain/codec/codec-types.ts";
import { chooseOverload } from "../chain/codec/overloads.ts";
import { signatureOf } from "../chain/codec/signature.ts";
import { InputError } from "../core/errors/errors.ts";
import type { Contract } from "./contract-types.ts";
import { Call, EventFilter, type Address, type FilteredEvent, View, addressBytes } from "./handles.ts";

/**
 * Binds an ABI to an address: functions and events by name, and by signature what shares its name with another. An event
 * gives way to a function of its name.
 */
export function bindContract<const A extends Abi>(abi: A, address: Address): Contract<A> {
  const target = addressBytes(address);
  const { functions, events } = namesOf(abi);
  const bound: Record<string, unknown> = { address };
  for (const [name, overloads] of events) bound[name] = filterMaker(overloads, target);
  for (const [name, overloads] of functions) bound[name] = method(name, target, overloads);
  return bound as Contract<A>;
}

/** By a function, the ABI that it is part of. */
const abis = new WeakMap<FunctionCodec, Abi>();

/** The ABI of a bound function. */
export function abiOf(codec: FunctionCodec): Abi | undefined {
  return abis.get(codec);
}

interface NamedEvent {
  readonly codec: EventCodec;
  readonly indexed: readonly string[];
}

/** By name, and by signature where that tells more. */
interface Names {
  readonly functions: ReadonlyMap<string, readonly FunctionCodec[]>;
  readonly events: ReadonlyMap<string, readonly NamedEvent[]>;
}

/** A codec holds nothing but what follows from its part of the ABI, so one serves every contract of that ABI. */
const known = new WeakMap<Abi, Names>();

function namesOf(abi: Abi): Names {
  const found = known.get(abi);
  if (found) return found;
  const functions = new Map<string, FunctionCodec[]>();
  const events = new Map<string, NamedEvent[]>();
  const signatures = new Set<string>();
  const add = <T>(map: Map<string, T[]>, name: string, one: T): void =>
    void map.set(name, [...(map.get(name) ?? []), one]);
  for (const item of abi) {
    if (item.type !== "function") continue;
    const codec = functionCodec(item);
    if (signatures.has(codec.signature)) continue; // put together from several, an ABI may say a thing twice
    signatures.add(codec.signature);
    abis.set(codec, abi);
    add(functions, item.name, codec);
  }
  for (const overloads of [...functions.values()])
    if (overloads.length > 1) for (const codec of overloads) functions.set(codec.signature, [codec]);
  const bySignature = new Map<string, NamedEvent>();
  for (const item of abi) {
    if (item.type !== "event" || item.anonymous) continue;
    const signature = signatureOf(item);
    if (bySignature.has(signature)) continue;
    const indexed = item.inputs.flatMap((input, i) => (input.indexed ? [input.name || String(i)] : []));
    const event = { codec: eventCodec(item), indexed };
    bySignature.set(signature, event);
    add(events, item.name, event);
  }
  for (const [signature, event] of bySignature) {
    const { name } = event.codec;
    if (functions.has(name) || events.get(name)!.length > 1) events.set(signature, [event]);
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
  const only = overloads.length === 1 ? overloads[0] : undefined;
  const bound = (...args: readonly unknown[]): Call | View => {
    const codec = only?.inputs.length === args.length ? only : chooseOverload(name, overloads, args);
    return codec.mutability === "view" || codec.mutability === "pure"
      ? new View(target, codec, args)
      : new Call(target, codec, args);
  };
  bindings.set(bound, { target, name, overloads });
  return bound;
}

/** A function of one contract, as a species declares that it may call it. */
export interface BoundFunction {
  readonly target: Uint8Array;
  readonly name: string;
  /** All functions of this name; one where the name is a signature. */
  readonly overloads: readonly FunctionCodec[];
}

const bindings = new WeakMap<(...args: never[]) => unknown, BoundFunction>();

/** Which function of which contract `c.contract.function` is; undefined for any other function. */
export function boundFunction(method: (...args: never[]) => unknown): BoundFunction | undefined {
  return bindings.get(method);
}

/** Of events of one name, those that have the arguments given, and whose arguments can have these values. */
function filterMaker(
  overloads: readonly NamedEvent[],
  source: Uint8Array,
): (filter?: Record<string, unknown>) => EventFilter {
  return (filter = {}) => {
    const names = Object.keys(filter);
    const having = overloads.filter(({ indexed }) => names.every((name) => indexed.includes(name)));
    if (having.length === 0) {
      const indexed = [...new Set(overloads.flatMap((event) => event.indexed))];
      throw InputError.of("ABI_FILTER", {
        where: overloads[0]!.codec.name,
        found: names.find((name) => !indexed.includes(name)) ?? names.join(", "),
        indexed: indexed.join(", "),
      });
    }
    if (having.length === 1) return new EventFilter(source, [filtered(having[0]!, filter)]);
    const faults: unknown[] = [];
    const events = having.flatMap((event) => {
      try {
        return [filtered(event, filter)];
      } catch (error) {
        faults.push(error);
        return [];
      }
    });
    if (events.length === 0) throw faults[0];
    return new EventFilter(source, events);
  };
}

function filtered({ codec, indexed }: NamedEvent, filter: Record<string, unknown>): FilteredEvent {
  const topics = indexed.map((name) => (filter[name] === undefined ? undefined : codec.topicOf(name, filter[name])));
  return { codec, topics };
}
