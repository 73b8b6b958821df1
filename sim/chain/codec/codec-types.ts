import type { AbiParameter } from "viem";
import type { ByteWriter } from "../batch.ts";

/** One function of an ABI, prepared once: no lookup, no string and no type test is left for the hot path. */
export interface FunctionCodec {
  /** As in `transfer(address,uint256)`. */
  readonly signature: string;
  readonly selector: Uint8Array;
  readonly mutability: "pure" | "view" | "nonpayable" | "payable";
  readonly inputs: readonly AbiParameter[];
  readonly outputs: readonly AbiParameter[];
  /** Appends selector and arguments. Values as viem takes them; throws InputError ABI_VALUE on one that does not fit. */
  encode(args: readonly unknown[], out: ByteWriter): void;
  /** Values as viem gives them: one output bare, several as an array, tuples with names as objects. */
  decode(bytes: Uint8Array, start: number, end: number): unknown;
}

/** One event of an ABI, prepared once. */
export interface EventCodec {
  readonly name: string;
  /** 32 bytes. */
  readonly topic0: Uint8Array;
  /**
   * The arguments by name of a log whose topics, `count` words, topic0 first, begin at `topics`, and whose data lie
   * between `data` and `end`. Dynamic indexed arguments are given as their hash.
   */
  decode(bytes: Uint8Array, topics: number, count: number, data: number, end: number): Record<string, unknown>;
  /** The topic word of an indexed argument, for filters. */
  topicOf(argument: string, value: unknown): Uint8Array;
}
