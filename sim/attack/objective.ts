import { ONE } from "../scenario/units.ts";

/** A number on the chain: the first word of what a view answers, or the ether of an account, times a price. */
export interface Term {
  readonly target: Uint8Array;
  /** Empty for the ether of `target`. */
  readonly data: Uint8Array;
  /** Of 1e18 of it. */
  readonly price: bigint;
}

/** How far a sum of terms is from what it would be without the attack. */
export interface Written {
  readonly terms: readonly Term[];
  /** What it would be. */
  readonly expected: bigint;
  /** Which way is bad: 1 upward, -1 downward. */
  readonly sign: 1 | -1;
}

/** What an attack makes as large as it can. Amounts are integers of 1e-18 of the unit. */
export interface Objective {
  /** `profit`, `harm`, `share`, the name of a measure, or what a finding breaks. */
  readonly name: string;
  /** As it stands behind a number: "of the numeraire". */
  readonly unit: string;
  /** Now, before what honest behaviour brings is taken off. */
  measured(): bigint;
  /** What it comes to when it is not simply `measured` less what honest behaviour brings for as much, for as long. */
  net?(): bigint;
  /** To be called when the session's luck has changed: what it is compared with depends on it. */
  relearn?(): void;
  /** The same as a sum of views, to be asked for by a test; of what nobody but the attacker has, its own money. */
  written?(): Written;
  /** Up to here it is dust. */
  readonly threshold: bigint;
}

/** Of the honest agents' wealth, what may be lost without being told. */
const HARM_DUST = 10_000n;
/** A reward for a token-block counts as more than the honest one from this part above it. */
const MORE = ONE / 50n;
const PROFIT_DUST = 1_000_000n;

/** Money that the attacker's accounts hold more than they came with. A millionth of the capital is dust. */
export function profit(gross: () => bigint, capital: bigint): Objective {
  const dust = capital / PROFIT_DUST;
  return { name: "profit", unit: "of the numeraire", measured: gross, threshold: dust > 0n ? dust : 1n };
}

/** What the honest lose, `lost` wei of the numeraire of the `held` that they have. */
export function harm(lost: () => bigint, held: bigint): Objective {
  const dust = held / HARM_DUST;
  return {
    name: "harm",
    unit: "of the numeraire, lost by the honest",
    measured: lost,
    threshold: dust > 0n ? dust : 1n,
  };
}

/** What a token-block of the attacker's earns. */
export interface Earned {
  readonly gross: bigint;
  readonly entitlement: bigint;
  /** Wei times blocks. */
  readonly exposure: bigint;
  /** What the attacker came with, wei. */
  readonly capital: bigint;
  /** What the honest earn for a wei and a block. */
  readonly rate: { readonly numerator: bigint; readonly denominator: bigint };
}

/**
 * By how much the attacker earns more for a token-block than the honest, in parts of what these earn; where they earn nothing,
 * what it earns for a token-block. Gains within dust count for nothing, however short they were in.
 */
export function share(gross: () => bigint, earned: () => Earned, dust: bigint): Objective {
  return {
    name: "share",
    unit: "times the honest reward for a token-block, above it",
    measured: gross,
    net() {
      const { gross: gained, entitlement, rate, capital, ...position } = earned();
      const own = gained - entitlement;
      // What is in and out within a block was in for a part of it: counted as a block of all that it could be.
      const exposure = position.exposure > capital ? position.exposure : capital;
      if (own <= dust || exposure <= 0n) return 0n;
      if (rate.numerator === 0n) return (own * ONE) / exposure;
      return (own * rate.denominator * ONE) / (exposure * rate.numerator) - ONE;
    },
    threshold: MORE,
  };
}

/** How far a measure is from where it is without the attack, in the direction that is bad. */
export function moved(name: string, unit: string, change: () => bigint, before: bigint): Objective {
  const dust = (before < 0n ? -before : before) / PROFIT_DUST;
  return { name, unit: `${unit}, moved`, measured: change, threshold: dust > 0n ? dust : 1n };
}

/** Whether something that has to hold does not. */
export function broken(name: string, isBroken: () => boolean): Objective {
  return {
    name,
    unit: "broken",
    measured: () => (isBroken() ? ONE : 0n),
    net: () => (isBroken() ? ONE : 0n),
    threshold: 0n,
  };
}
