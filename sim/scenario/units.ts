import { InputError } from "../core/errors/errors.ts";
import { shown } from "../core/shown.ts";

/**
 * One whole unit of the numeraire, or of any token with 18 decimals, in wei; also 1 in the fixed point of prices.
 *
 * @example
 * const half = ONE / 2n; // in contracts that count in 18 decimals
 */
export const ONE = 10n ** 18n;

/**
 * Everything a uint256 can hold: the allowance of an account that trusts a contract with all it has.
 *
 * @example
 * const approval = MAX; // of an ERC20 without end
 */
export const MAX = 2n ** 256n - 1n;

/**
 * Whole units as wei.
 *
 * @throws {InputError} UNIT_AMOUNT for what is no decimal number.
 * @example ether(100); ether("0.05");
 */
export function ether(amount: number | string): bigint {
  return parsed("ether", amount, 18);
}

/** Digits beyond the smallest unit are cut off. */
function parsed(name: string, amount: number | string, decimals: number): bigint {
  const text = typeof amount === "number" && Number.isFinite(amount) ? plain(amount) : amount;
  const match = typeof text === "string" ? /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) : undefined;
  if (!match) throw InputError.of("UNIT_AMOUNT", { where: name, expected: "a decimal number", found: shown(amount) });
  const digits = match[2]! + (match[3] ?? "").slice(0, decimals).padEnd(decimals, "0");
  return match[1] ? -BigInt(digits) : BigInt(digits);
}

/** Amounts of a token with so many decimals. */
export interface TokenUnits {
  /** Whole tokens in the token's smallest unit. */
  (amount: number | string): bigint;
  /** One whole token in its smallest unit: what `per` of a measure divides by. */
  readonly one: bigint;
  /** The smallest unit as whole tokens. For statistics only. */
  toNumber(amount: bigint): number;
}

/** Wei as whole units. For statistics only: a float never touches a balance. */
export function units(wei: bigint): number;
/**
 * The units of a token that has not 18 decimals.
 *
 * @example const usdc = units(6); usdc("1.5") === 1_500_000n; usdc.toNumber(1_500_000n) === 1.5;
 */
export function units(decimals: number): TokenUnits;
export function units(of: bigint | number): number | TokenUnits {
  if (typeof of === "bigint") return wholeUnits(of, ONE);
  if (!(Number.isSafeInteger(of) && of >= 0 && of <= 77))
    throw InputError.of("UNIT_AMOUNT", {
      where: "units",
      expected: "wei, a bigint, or decimals from 0 to 77",
      found: shown(of),
    });
  const one = 10n ** BigInt(of);
  const make = (amount: number | string): bigint => parsed("units", amount, of);
  return Object.freeze(Object.assign(make, { one, toNumber: (amount: bigint) => wholeUnits(amount, one) }));
}

function wholeUnits(amount: bigint, one: bigint): number {
  // Both parts are exact as floats for any amount below 2^53 whole units; one division rounds once.
  return Number(amount / one) + Number(amount % one) / Number(one);
}

/**
 * A part of a whole as the number nearest to it: exact until the one rounding at its end, unlike a quotient of two sums of
 * floats. NaN of nothing.
 *
 * @example
 * const share = shareOf(1n, 3n); // 0.333
 */
export function shareOf(part: bigint, whole: bigint): number {
  if (whole === 0n) return NaN;
  const negative = part < 0n !== whole < 0n;
  const [n, d] = [part < 0n ? -part : part, whole < 0n ? -whole : whole];
  if (n === 0n) return 0;
  // Scaled by a power of two to a quotient of 64 bits and more, whose lost remainder is kept as its last bit.
  const shift = Math.max(0, 66 + d.toString(2).length - n.toString(2).length);
  const scaled = n << BigInt(shift);
  const quotient = ((scaled / d) << 1n) | (scaled % d === 0n ? 0n : 1n);
  const value = Number(quotient) * 2 ** -(shift + 1);
  return negative ? -value : value;
}

/** amount * price, with the price in 1e18 fixed point; rounds toward zero. */
export function valued(amount: bigint, price: bigint): bigint {
  return price === ONE ? amount : (amount * price) / ONE;
}

/** A decimal without an exponent, 18 digits after the point: what String() gives for 1e-7 is no decimal. */
function plain(amount: number): string {
  const text = String(amount);
  return text.includes("e") ? amount.toFixed(18) : text;
}
