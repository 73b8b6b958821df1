import type { AbiParameter } from "viem";
import { InputError } from "../../core/errors/errors.ts";
import { ByteWriter } from "../batch.ts";
import type { FunctionCodec } from "./codec-types.ts";

/**
 * Of functions of one name, the one that takes these arguments: by their number, then by what their types can hold, and
 * where several could, by the type that a value has when it is read. Throws InputError ABI_ARGUMENTS or ABI_AMBIGUOUS.
 */
export function chooseOverload(
  name: string,
  overloads: readonly FunctionCodec[],
  args: readonly unknown[],
): FunctionCodec {
  const numbered = overloads.filter(({ inputs }) => inputs.length === args.length);
  if (numbered.length === 1) return numbered[0]!;
  const fitting = numbered.filter((codec) => fits(codec, args));
  if (fitting.length === 1) return fitting[0]!;
  const exact = fitting.filter(({ inputs }) => inputs.every((input, i) => isAsRead(input, args[i])));
  if (exact.length === 1) return exact[0]!;
  if (fitting.length === 0)
    throw InputError.of("ABI_ARGUMENTS", {
      where: name,
      expected: overloads.map(({ signature }) => signature).join(" or "),
      found: numbered.length === 0 ? `${args.length} arguments` : `(${args.map(described).join(", ")})`,
    });
  throw InputError.of("ABI_AMBIGUOUS", {
    where: name,
    found: `(${args.map(described).join(", ")})`,
    signatures: fitting.map(({ signature }) => signature).join(", "),
    signature: fitting[0]!.signature,
  });
}

function fits(codec: FunctionCodec, args: readonly unknown[]): boolean {
  try {
    codec.encode(args, new ByteWriter());
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Integers up to 48 bits are read as numbers, wider ones as bigints. */
function isAsRead(parameter: AbiParameter, value: unknown): boolean {
  const array = /^(.*)\[\d*\]$/.exec(parameter.type);
  if (array)
    return Array.isArray(value) && value.every((item: unknown) => isAsRead({ ...parameter, type: array[1]! }, item));
  if ("components" in parameter && typeof value === "object" && value !== null) {
    const fields = Object.values(value) as unknown[];
    const named = value as { readonly [name: string]: unknown };
    return parameter.components.every((part, i) =>
      isAsRead(part, Array.isArray(value) ? fields[i] : named[part.name ?? ""]),
    );
  }
  const integer = /^u?int(\d*)$/.exec(parameter.type);
  if (!integer) return true;
  return typeof value === (Number(integer[1] || 256) <= 48 ? "number" : "bigint");
}

function described(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 50 ? `${value.slice(0, 47)}...` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
