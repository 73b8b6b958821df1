import { decodeErrorResult, type Abi, type Hex } from "viem";
import { type BlockResult, Outcome } from "../../chain/chain.ts";
import type { EventCodec } from "../../chain/codec/codec.ts";
import { fromHex, toHex } from "../../chain/codec/hex.ts";

export interface MinedLog {
  readonly call: number;
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** A block's results as plain values. */
export interface Mined {
  readonly number: number;
  readonly outcomes: readonly string[];
  readonly gas: readonly number[];
  readonly returns: readonly string[];
  readonly logs: readonly MinedLog[];
}

const OUTCOME_NAMES = Object.keys(Outcome);

export function unpack(result: BlockResult): Mined {
  const { number, count, outcomes, gas, returns, returnOffsets, logs, logCount } = result;
  const view = new DataView(logs.buffer, logs.byteOffset, logs.length);
  const found: MinedLog[] = [];
  let at = 0;
  for (let i = 0; i < logCount; i++) {
    const call = view.getUint32(at, true);
    const address = toHex(logs.subarray(at + 4, at + 24));
    const topicCount = logs[at + 24]!;
    const topics = Array.from({ length: topicCount }, (_, t) =>
      toHex(logs.subarray(at + 25 + 32 * t, at + 57 + 32 * t)),
    );
    at += 25 + 32 * topicCount;
    const length = view.getUint32(at, true);
    found.push({ call, address, topics, data: toHex(logs.subarray(at + 4, at + 4 + length)) });
    at += 4 + length;
  }
  if (at !== logs.length) throw new Error(`${logs.length - at} bytes of logs left over`);
  return {
    number,
    outcomes: Array.from(outcomes.subarray(0, count), (outcome) => OUTCOME_NAMES[outcome]!),
    gas: Array.from(gas.subarray(0, count)),
    returns: Array.from({ length: count }, (_, i) => toHex(returns.subarray(returnOffsets[i], returnOffsets[i + 1]))),
    logs: found,
  };
}

/** The arguments of a contract's events of one name, in order, with the call each belongs to. */
export function eventsOf(
  mined: Mined,
  contract: { readonly address: Uint8Array; readonly e: Readonly<Record<string, EventCodec>> },
  name: string,
): (Record<string, unknown> & { call: number })[] {
  const codec = contract.e[name]!;
  return mined.logs
    .filter((log) => log.address === toHex(contract.address) && log.topics[0] === toHex(codec.topic0))
    .map(({ call, topics, data }) => {
      return { call, ...decodeLog(codec, topics, data) };
    });
}

/** The arguments of a log as JSON-RPC gives it, decoded from where an engine would have put it. */
export function decodeLog(codec: EventCodec, topics: readonly string[], data: string): Record<string, unknown> {
  const before = "c0".repeat(7);
  const bytes = fromHex([before, ...topics.map((topic) => topic.slice(2)), before, data.slice(2), before].join(""));
  const dataAt = 14 + 32 * topics.length;
  return codec.decode(bytes, 7, topics.length, dataAt, bytes.length - 7);
}

export function errorOf(contract: { readonly abi: Abi }, data: string): { name: string; args: readonly unknown[] } {
  const { errorName, args } = decodeErrorResult({ abi: contract.abi, data: data as Hex });
  return { name: errorName, args: (args ?? []) as readonly unknown[] };
}
