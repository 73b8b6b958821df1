import type {
  Abi,
  AbiEvent,
  AbiFunction,
  AbiParameter,
  AbiParametersToPrimitiveTypes,
  ExtractAbiEvent,
  ExtractAbiEventNames,
  ExtractAbiFunction,
  ExtractAbiFunctionNames,
} from "abitype";
import type { Address, Call, EventFilter, View } from "./handles.ts";

/**
 * A contract as a scenario sees it: each function by its name, making a `View` or a `Call`; each event by its name,
 * making a filter. Names and types are those of the artifact, as far as the compiler knows them. What shares its name
 * with another is told apart by its arguments, or called by its signature.
 *
 * @example c.vault.deposit(1n); c.vault["deposit(uint256,address)"](1n, self); c.vault.Deposited({ account: self });
 */
export type Contract<A = Abi> = Abi extends A ? AnyContract : A extends Abi ? KnownContract<A> : AnyContract;

type KnownContract<A extends Abi> = { readonly address: Address } & {
  readonly [N in ExtractAbiFunctionNames<A>]: Overloads<ExtractAbiFunction<A, N>>;
} & {
  readonly [F in OverloadedFunctions<A> as SignatureOf<F>]: Method<F>;
} & {
  readonly [N in Exclude<ExtractAbiEventNames<A>, ExtractAbiFunctionNames<A>>]: FilterMaker<ExtractAbiEvent<A, N>>;
} & {
  readonly [E in OverloadedEvents<A> as SignatureOf<E>]: FilterMaker<E>;
};

/** A contract whose ABI the compiler does not know: every name is allowed and checked when it is used. */
export type AnyContract = { readonly address: Address } & {
  readonly [name: string]: (...args: readonly unknown[]) => Call & View<never> & EventFilter<never>;
};

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

/** Functions of one name as one function of several signatures: an intersection, not a union. */
type Overloads<F extends AbiFunction> = (F extends AbiFunction ? (method: Method<F>) => void : never) extends (
  method: infer I,
) => void
  ? I
  : never;

type EventArguments<E extends AbiEvent> = {
  readonly [I in E["inputs"][number] as I["name"] & string]: AbiParametersToPrimitiveTypes<readonly [I], "outputs">[0];
};

type Indexed<E extends AbiEvent> = E extends AbiEvent
  ? {
      readonly [
        I in Extract<E["inputs"][number], { indexed: true }> as I["name"] & string
      ]?: AbiParametersToPrimitiveTypes<readonly [I], "inputs">[0];
    }
  : never;

type FilterMaker<E extends AbiEvent> = IsUnion<E> extends true ? FilterOfSeveral<E> : FilterOfOne<E>;
type FilterOfOne<E extends AbiEvent> = (filter?: Indexed<E>) => EventFilter<EventArguments<E>>;
type FilterOfSeveral<E extends AbiEvent> = <const K extends Indexed<E> = Indexed<E>>(
  filter?: K,
) => EventFilter<ArgumentsOfThoseWith<E, K>>;

/** Of events of one name, the arguments of those that have all of a filter's. */
type ArgumentsOfThoseWith<E extends AbiEvent, K> = E extends AbiEvent
  ? K extends Indexed<E>
    ? keyof K extends keyof Indexed<E>
      ? EventArguments<E>
      : never
    : never
  : never;

type OverloadedFunctions<A extends Abi> = {
  [N in ExtractAbiFunctionNames<A>]: IsUnion<ExtractAbiFunction<A, N>> extends true ? ExtractAbiFunction<A, N> : never;
}[ExtractAbiFunctionNames<A>];

/** Events that share their name with another event or a function. */
type OverloadedEvents<A extends Abi> = {
  [N in ExtractAbiEventNames<A>]: N extends ExtractAbiFunctionNames<A>
    ? ExtractAbiEvent<A, N>
    : IsUnion<ExtractAbiEvent<A, N>> extends true
      ? ExtractAbiEvent<A, N>
      : never;
}[ExtractAbiEventNames<A>];

/** As in `transfer(address,uint256)`. */
type SignatureOf<F extends AbiFunction | AbiEvent> = F extends AbiFunction | AbiEvent
  ? `${F["name"]}(${TypesOf<F["inputs"]>})`
  : never;

type TypesOf<P extends readonly AbiParameter[]> = P extends readonly [
  infer First extends AbiParameter,
  ...infer Rest extends readonly AbiParameter[],
]
  ? Rest extends readonly []
    ? TypeOf<First>
    : `${TypeOf<First>},${TypesOf<Rest>}`
  : "";

type TypeOf<P extends AbiParameter> = P extends {
  readonly type: `tuple${infer Array}`;
  readonly components: infer C extends readonly AbiParameter[];
}
  ? `(${TypesOf<C>})${Array}`
  : P["type"];

type IsUnion<T, Whole = T> = [T] extends [never]
  ? false
  : T extends unknown
    ? [Whole] extends [T]
      ? false
      : true
    : never;
