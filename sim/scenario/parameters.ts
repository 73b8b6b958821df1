import { Fault } from "../core/errors/errors.ts";
import { ether } from "./units.ts";

export type Scale = "linear" | "log";

export interface RealParameter {
  readonly kind: "real";
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly scale: Scale;
  readonly about: string;
}

export interface IntegerParameter {
  readonly kind: "integer";
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly scale: Scale;
  readonly about: string;
}

export interface WeiParameter {
  readonly kind: "wei";
  readonly value: bigint;
  readonly min: bigint;
  readonly max: bigint;
  readonly scale: Scale;
  readonly about: string;
}

export interface ChoiceParameter<T extends string = string> {
  readonly kind: "choice";
  readonly value: T;
  readonly choices: readonly T[];
  readonly about: string;
}

export type Parameter = RealParameter | IntegerParameter | WeiParameter | ChoiceParameter;
export type Parameters = { readonly [name: string]: Parameter };

/** Values for a scenario's parameters, each of its parameter's type. */
export type DesignOf<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends ChoiceParameter<infer T> ? T : P[K]["value"];
};
/** The values of a scenario's parameters by name: numbers, wei as bigint, names of choices. */
export type Design = { readonly [name: string]: number | bigint | string };

interface Range<T> {
  readonly min: T;
  readonly max: T;
  /** `log` searches orders of magnitude; it needs min > 0. */
  readonly scale?: Scale;
  readonly about?: string;
}

/**
 * What a designer may set. The value is the default; min and max bound the search and what `--set` accepts.
 *
 * @example
 * const reward = parameter.wei(ether(1), { min: 0n, max: ether(10) });
 * const rule = parameter.choice("pro rata", ["pro rata", "lottery"]);
 */
export const parameter = {
  /** A real number. */
  real: (value: number, range: Range<number>): RealParameter => ({
    kind: "real",
    value,
    scale: "linear",
    about: "",
    ...range,
  }),
  /** A whole number. */
  integer: (value: number, range: Range<number>): IntegerParameter => ({
    kind: "integer",
    value,
    scale: "linear",
    about: "",
    ...range,
  }),
  /** Amounts of a token or of ether, in wei. */
  wei: (value: bigint, range: Range<bigint>): WeiParameter => ({
    kind: "wei",
    value,
    scale: "linear",
    about: "",
    ...range,
  }),
  /** One of several names. */
  choice: <const T extends string>(value: NoInfer<T>, choices: readonly T[], about = ""): ChoiceParameter<T> => ({
    kind: "choice",
    value,
    choices,
    about,
  }),
};

/** Faults of the declarations themselves. */
export function parameterFaults(parameters: Parameters): Fault[] {
  const faults: Fault[] = [];
  for (const [name, p] of Object.entries(parameters)) {
    const where = `parameter ${name}`;
    if (p.kind === "choice") {
      if (p.choices.length === 0)
        faults.push(Fault.of("PARAMETER_EMPTY", { where, expected: "at least one choice", found: "none" }));
    } else if (p.min > p.max) {
      faults.push(Fault.of("PARAMETER_EMPTY", { where, expected: "min <= max", found: `${p.min} > ${p.max}` }));
    } else if (p.scale === "log" && p.min <= 0) {
      faults.push(Fault.of("PARAMETER_LOG", { where, found: String(p.min) }));
    }
    const fault = valueFault(name, p, p.value);
    if (fault) faults.push(fault);
  }
  return faults;
}

/** Why a value does not fit its parameter, or undefined. */
export function valueFault(name: string, p: Parameter, value: unknown): Fault | undefined {
  const where = `parameter ${name}`;
  const remedy = "give a value of the type and within the bounds that the scenario states";
  const bad = (expected: string): Fault =>
    Fault.of("PARAMETER_VALUE", { where, expected, found: String(value), remedy });
  switch (p.kind) {
    case "choice":
      return p.choices.includes(value as string) ? undefined : bad(`one of ${p.choices.join(", ")}`);
    case "wei":
      if (typeof value !== "bigint")
        return bad(`an amount from ${p.min} to ${p.max} wei (a bigint), or text such as 2.5ether`);
      return value >= p.min && value <= p.max ? undefined : bad(`${p.min} to ${p.max} wei`);
    default:
      if (typeof value !== "number" || !Number.isFinite(value))
        return bad(`a number from ${p.min} to ${p.max}, without a unit`);
      if (p.kind === "integer" && !Number.isInteger(value)) return bad(`a whole number from ${p.min} to ${p.max}`);
      return value >= p.min && value <= p.max ? undefined : bad(`${p.min} to ${p.max}`);
  }
}

/** Reads a value as a user types it: `3`, `0.5`, `250wei`, `2.5ether`, `quadratic`. Undefined when it is none. */
export function parseValue(p: Parameter, text: string): number | bigint | string | undefined {
  if (p.kind === "choice") return text;
  if (p.kind === "wei") {
    const match = /^(\d+(?:\.\d+)?)\s*(wei|gwei|ether)?$/.exec(text);
    if (!match) return undefined;
    const [, digits, unit = "wei"] = match;
    if (unit === "ether") return ether(digits!);
    if (unit === "gwei") return ether(digits!) / 10n ** 9n;
    return digits!.includes(".") ? undefined : BigInt(digits!);
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
