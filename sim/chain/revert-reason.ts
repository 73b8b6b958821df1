import type { Abi, AbiError } from "abitype";
import { utilities } from "../core/viem.ts";
import { toHex } from "./codec/hex.ts";
import { selectorOf } from "./codec/signature.ts";

/** Bytes of return data that tell one reason from another: a selector and, of a text, its first characters. */
const PREFIX = 4 + 64 + 128;
/** Characters of a revert's text that are shown. */
const MAX_TEXT = 120;

/** `Panic(uint256)` by its code, as the compiler documents it. */
const PANICS: { readonly [code: string]: string } = {
  0: "generic",
  1: "assert failed",
  17: "arithmetic overflow or underflow",
  18: "division by zero",
  33: "no such enum value",
  34: "storage byte array encoded wrongly",
  49: "pop of an empty array",
  50: "array index out of bounds",
  65: "out of memory",
  81: "call of an uninitialized function",
};

/** Selectors of `Error(string)` and `Panic(uint256)`. */
const ERROR = "0x08c379a0";
const PANIC = "0x4e487b71";
/** Reasons that are remembered: a contract may put a number into each of its texts. */
const MAX_KNOWN = 10_000;

/**
 * Says in words why calls reverted: texts, panics, and the custom errors of the ABIs given, by name and not by argument, so
 * that equal causes are counted together; `example` has the arguments of one. What was decoded once is found again by the
 * first bytes of the data.
 */
export class RevertReasons {
  /** Custom errors by selector. */
  readonly #errors = new Map<string, AbiError>();
  readonly #known = new Map<string, string>();

  constructor(abis: readonly Abi[]) {
    for (const abi of abis)
      for (const item of abi) if (item.type === "error") this.#errors.set(toHex(selectorOf(item)), item);
  }

  /** The reason in the return data of a reverted call. */
  of(data: Uint8Array): string {
    // The arguments of a custom error are no part of its reason.
    const selector = toHex(data.subarray(0, 4));
    const key = selector === ERROR || selector === PANIC ? toHex(data.subarray(0, PREFIX)) : selector;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const reason = this.#decode(selector, data);
    if (this.#known.size < MAX_KNOWN) this.#known.set(key, reason);
    return reason;
  }

  /** A custom error with its arguments, as `NothingToLeave(5)`; undefined of any other reason, and of one that has none. */
  example(data: Uint8Array): string | undefined {
    const error = this.#errors.get(toHex(data.subarray(0, 4)));
    if (error === undefined || error.inputs.length === 0) return undefined;
    try {
      const values = utilities().decodeAbiParameters(error.inputs, toHex(data.subarray(4)) as `0x${string}`);
      return shortened(`${error.name}(${values.map(argumentText).join(", ")})`);
    } catch {
      return undefined; // whatever reverts may write any bytes behind a selector
    }
  }

  #decode(selector: string, data: Uint8Array): string {
    if (data.length === 0) return "no reason given (a bare require or revert, a call into nothing, or out of gas)";
    if (selector === ERROR || selector === PANIC) return decoded(selector, data);
    const error = this.#errors.get(selector);
    if (error !== undefined) return error.name;
    return data.length < 4
      ? `${data.length} bytes that are no error: ${toHex(data)}`
      : `error ${selector}, which is in no ABI of the scenario`;
  }
}

function decoded(selector: string, data: Uint8Array): string {
  try {
    const { args } = utilities().decodeErrorResult({ data: toHex(data) as `0x${string}` });
    const [value] = args as readonly [unknown];
    if (selector === PANIC)
      return `Panic(0x${BigInt(value as bigint).toString(16)}): ${PANICS[String(value)] ?? "of an unknown kind"}`;
    const text = String(value);
    return text === "" ? "an empty text" : `"${shortened(text)}"`;
  } catch {
    return `${selector === PANIC ? "Panic" : "Error"} with data that cannot be decoded`;
  }
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 3)}...` : text;
}

function argumentText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(argumentText).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `(${Object.values(value).map(argumentText).join(", ")})`;
  return typeof value === "string" && !value.startsWith("0x") ? JSON.stringify(value) : String(value);
}
