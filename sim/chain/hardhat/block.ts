import type { BlockContext } from "../chain.ts";
import { quantity, toHex } from "../codec/hex.ts";
import type { Rpc } from "./network.ts";

export interface RpcLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

export interface RpcReceipt {
  readonly status: string;
  readonly gasUsed: string;
  readonly contractAddress: string | null;
  readonly logs: readonly RpcLog[];
}

/** Mines the pool into one block. */
export async function mineBlock(rpc: Rpc, context: BlockContext): Promise<void> {
  await setNextBlock(rpc, context);
  await rpc.request("evm_mine");
}

/**
 * Says what the next block is, which is the pending one until it is mined. The base fee is set each time: left alone it
 * would rise from 0 after a full block.
 */
export async function setNextBlock(rpc: Rpc, context: BlockContext): Promise<void> {
  await rpc.request("evm_setNextBlockTimestamp", [context.timestamp]);
  await rpc.request("hardhat_setNextBlockBaseFeePerGas", [quantity(context.baseFee ?? 0n)]);
  await rpc.request("hardhat_setPrevRandao", [toHex(context.prevrandao)]);
}

export function receiptOf(rpc: Rpc, hash: string): Promise<RpcReceipt | null> {
  return rpc.request<RpcReceipt | null>("eth_getTransactionReceipt", [hash]);
}

/** What a mined transaction returned, success or not. Executes its block again up to it. */
export async function returnDataOf(rpc: Rpc, hash: string): Promise<string> {
  const trace = await rpc.request<{ output?: string }>("debug_traceTransaction", [
    hash,
    { tracer: "callTracer", tracerConfig: { onlyTopCall: true } },
  ]);
  return trace.output ?? "0x";
}

interface CallFrame {
  readonly type: string;
  readonly to?: string;
  readonly error?: string;
  readonly calls?: readonly CallFrame[];
}

/** Addresses of all contracts that a mined transaction created. */
export async function createdBy(rpc: Rpc, hash: string): Promise<string[]> {
  const found: string[] = [];
  const visit = (frame: CallFrame): void => {
    if (frame.error !== undefined) return;
    if (frame.type.startsWith("CREATE") && frame.to !== undefined) found.push(frame.to);
    frame.calls?.forEach(visit);
  };
  visit(await rpc.request<CallFrame>("debug_traceTransaction", [hash, { tracer: "callTracer" }]));
  return found;
}
