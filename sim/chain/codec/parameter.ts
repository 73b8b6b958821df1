import type { AbiParameter } from "viem";
import { InputError } from "../../core/errors/errors.ts";
import { bytes, string } from "./bytes.ts";
import { dynamicArray, fixedArray, tuple } from "./composite.ts";
import type { TypeCodec } from "./type.ts";
import { address, bool, fixedBytes, signed, unsigned } from "./word.ts";

/** Prepares the codec of one ABI parameter. Throws InputError ABI_TYPE on a type that the ABI does not have. */
export function parameterCodec(parameter: AbiParameter, where: string): TypeCodec {
  const { type } = parameter;
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array) {
    const item = parameterCodec({ ...parameter, type: array[1]! }, `${where}[]`);
    return array[2] === "" ? dynamicArray(item, where) : fixedArray(Number(array[2]), item, where);
  }
  if (type === "tuple") {
    const components = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
    const parts = components.map((part, i) => parameterCodec(part, `${where}.${part.name || i}`));
    return tuple(
      components.map(({ name }) => name ?? ""),
      parts,
      where,
    );
  }
  if (type === "address") return address(where);
  if (type === "bool") return bool(where);
  if (type === "string") return string(where);
  if (type === "bytes") return bytes(where);
  const sized = /^(uint|int|bytes)(\d*)$/.exec(type);
  const size = Number(sized?.[2] || 256);
  if (sized?.[1] === "bytes" && size >= 1 && size <= 32) return fixedBytes(size, where);
  if (sized?.[1] === "uint" && size % 8 === 0 && size <= 256) return unsigned(size, where);
  if (sized?.[1] === "int" && size % 8 === 0 && size <= 256) return signed(size, where);
  throw InputError.of("ABI_TYPE", { expected: "a type of the contract ABI", found: type, where });
}
