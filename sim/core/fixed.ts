import { InputError } from "./errors/errors.ts";

/** One whole unit in 1e18 fixed point: what wei are to ether. */
export const UNIT = 10n ** 18n;

/**
 * A number as 1e18 fixed point. What is converted is the decimal number that JavaScript prints for x, so that 0.1
 * becomes exactly 10^17 and not the nearest binary fraction; digits after the eighteenth are rounded half away from
 * zero. Throws InputError FIXED_POINT for NaN and infinities.
 */
export function toFixed18(x: number): bigint {
  if (!Number.isFinite(x)) throw InputError.of("FIXED_POINT", { where: "toFixed18", found: String(x) });
  const [digits, exponent] = Math.abs(x).toExponential().split("e") as [string, string];
  const [whole, fraction = ""] = digits.split(".") as [string, string?];
  const shift = 18 + Number(exponent) - fraction.length;
  const integer = BigInt(whole + fraction);
  const magnitude = shift >= 0 ? integer * 10n ** BigInt(shift) : divideRounded(integer, 10n ** BigInt(-shift));
  return x < 0 ? -magnitude : magnitude;
}

/** The number nearest to a 1e18 fixed point value: whole units from wei. */
export function fromFixed18(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % UNIT).toString().padStart(18, "0");
  const number = Number(`${magnitude / UNIT}.${fraction}`); // one correctly rounded conversion
  return value < 0n ? -number : number;
}

function divideRounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
