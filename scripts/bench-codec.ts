import { type AbiFunction, decodeFunctionResult, encodeFunctionData, encodeFunctionResult, parseAbiItem } from "viem";
import { ByteWriter } from "../sim/chain/batch.ts";
import { functionCodec } from "../sim/chain/codec/codec.ts";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { type BenchRow, rowsOf } from "./bench-table.ts";

const ACCOUNT = "0x00112233445566778899aabbccddeeff00112233";
const CALLS: readonly [string, readonly unknown[]][] = [
  ["function submit(uint256 work)", [12345n]],
  ["function transfer(address to, uint256 amount) returns (bool)", [ACCOUNT, 10n ** 18n]],
  ["function claim(uint256 round, uint256 count, bytes32 root)", [7n, 1000n, "0x" + "ab".repeat(32)]],
  ["function reveal(uint256 index, bytes32[] proof)", [3n, new Array(10).fill("0x" + "cd".repeat(32))]],
];
const READS: readonly [string, unknown][] = [
  ["function balanceOf(address owner) view returns (uint256)", 10n ** 18n],
  ["function stakeOf(address owner) view returns (uint128 amount, uint64 since, bool locked)", [5n, 6n, true]],
  ["function winner() view returns (address)", ACCOUNT],
];

/** The codec against viem, on calls and reads as reward contracts have them. An action is one encoding or decoding. */
export function benchCodec(seconds: number): BenchRow[] {
  const rows: BenchRow[] = [];
  const out = new ByteWriter();
  for (const [signature, args] of CALLS) {
    const abi = parseAbiItem(signature as "function f()") as AbiFunction;
    const codec = functionCodec(abi);
    const viem = timeOf(seconds / 10, () => encodeFunctionData({ abi: [abi], functionName: abi.name, args }));
    const own = timeOf(seconds / 10, () => {
      out.clear();
      codec.encode(args, out);
    });
    rows.push(...compared(`encode ${codec.signature}`, viem, own));
  }
  for (const [signature, value] of READS) {
    const abi = parseAbiItem(signature as "function f()") as AbiFunction;
    const codec = functionCodec(abi);
    const name = { abi: [abi], functionName: abi.name };
    const data = encodeFunctionResult({ ...name, result: value } as Parameters<typeof encodeFunctionResult>[0]);
    const bytes = fromHex(data);
    const viem = timeOf(seconds / 10, () => decodeFunctionResult({ ...name, data }));
    const own = timeOf(seconds / 10, () => codec.decode(bytes, 0, bytes.length));
    rows.push(...compared(`decode ${codec.signature}`, viem, own));
  }
  return rows;
}

function compared(workload: string, viem: number, own: number): BenchRow[] {
  return rowsOf(workload, [
    { engine: "viem", microseconds: viem },
    { engine: "codec", microseconds: own },
  ]);
}

/** Microseconds a call: the best of five parts, so that a pause of the machine does not count. */
function timeOf(seconds: number, act: () => unknown): number {
  let best = Infinity;
  for (let part = 0; part < 5; part++) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < (seconds * 1000) / 5) {
      for (let i = 0; i < 100; i++) act();
      count += 100;
    }
    best = Math.min(best, ((performance.now() - start) / count) * 1000);
  }
  return best;
}
