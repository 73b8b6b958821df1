import type { Address } from "../scenario/handles.ts";

/** What an expression may refer to while it is tried out. */
export interface TrialWorld {
  /** Of a deployed part, by its key. */
  address(key: string): Address;
  readonly treasury: Address;
  /** The agent that calls. */
  readonly self: Address;
  /** Seconds. */
  readonly timestamp: number;
}

/** An argument: as it is written into a scenario, and as it is tried out. */
export interface Expression {
  /** `@key` stands for a part: `key` in `deploy`, `c.key` everywhere else. */
  readonly text: string;
  readonly value: (world: TrialWorld) => unknown;
  /** Keys of the parts that it names. */
  readonly needs: readonly string[];
  /** Read from the ABI's types and certain; a guess otherwise, which the scenario's comment marks. */
  readonly certain?: boolean;
}

/** A literal. */
export function literal(text: string, value: unknown): Expression {
  return { text, value: () => value, needs: [] };
}

const ETHER = 10n ** 18n;

/** A whole number as the type takes it: a number up to 48 bits, a bigint beyond. */
export function whole(value: bigint, type: string): Expression {
  const bits = Number(/^u?int(\d*)$/.exec(type)?.[1] || 256);
  if (bits <= 48) return literal(grouped(value), Number(value));
  if (value !== 0n && value % ETHER === 0n) return literal(`ether(${grouped(value / ETHER)})`, value);
  return literal(`${grouped(value)}n`, value);
}

/** Digits in groups of three, from five digits on. */
function grouped(value: bigint): string {
  const digits = String(value);
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, "_");
}

/** The address of a part. */
export function addressOf(key: string): Expression {
  return { text: `@${key}.address`, value: (world) => world.address(key), needs: [key] };
}

/** A text with its parts as a scope calls them. */
export function written(text: string, scope: "deploy" | "elsewhere"): string {
  return text.replaceAll("@", scope === "deploy" ? "" : "c.");
}
