import { CALL_STIPEND } from "../../evm/gas.ts";
import { callIntrinsicGas } from "../../evm/intrinsic.ts";
import type { Admission } from "../admission.ts";
import type { CallBatch } from "../batch.ts";
import { type BlockContext, type FallbackReason, Outcome } from "../chain.ts";
import type { BlockColumns } from "../columns.ts";
import { fromHex, quantity, toHex } from "../codec/hex.ts";
import type { Accounts } from "./accounts.ts";
import { mineBlock, receiptOf, type RpcLog } from "./block.ts";
import { DRIVER_ADDRESS, OPERATOR_ADDRESS } from "./harness.ts";
import type { Rpc } from "./network.ts";

const DRIVER = toHex(DRIVER_ADDRESS);
const OPERATOR = toHex(OPERATOR_ADDRESS);
const WORD = 32;
/** Header, gas limit, target, value: a word each. */
const RECORD_HEAD = 4 * WORD;
/** What the way to the callee adds to the gas of a call: cold access to it, which a transaction has for nothing. */
const HARNESS_GAS = 2_700;
/** Gas a shell needs beside its call: cold access, value to a new account, copies, its log. */
const SHELL_GAS = 100_000;
const SHELL_GAS_A_BYTE = 20;
/**
 * A call that used more than this part of its gas limit falls back: as a transaction it might have run out of gas.
 * Its real gas is higher by the first touches that earlier calls of the block have made cheaper: a read costs 100
 * instead of 2,100, a write 100 instead of 5,000. A loop that does nothing but write slots which another call of the
 * block has written comes to 15 times the gas as solc compiles it. What could pass this margin is such a loop written
 * by hand (50 times), or one over slots that another call of the block has just cleared (60).
 */
const GAS_MARGIN = 32;

/**
 * Calls that one transaction makes. The chain records every instruction of a transaction in one list; lists far longer
 * than this cost more in fresh memory than the few extra transactions do.
 */
const CALLS_A_TRANSACTION = 128;

/** Why a block cannot be vouched for when batched. */
export interface BlockFallback {
  readonly reason: FallbackReason;
  /** The call that causes it, or -1 for the whole block. */
  readonly call: number;
}

/** A part of a block's calls as one transaction makes them. */
interface Part {
  /** The driver's calldata. */
  readonly data: string;
  /** Gas of the transaction, and of each shell. */
  readonly gas: number;
  readonly shellGas: number;
  /** Indices of its calls. */
  readonly calls: readonly number[];
}

/** A block as the driver takes it, or why it cannot be batched. Throws RunError UNKNOWN_SENDER. */
export function planBatched(
  accounts: Accounts,
  calls: CallBatch,
  admission: Admission,
  blockGasLimit: number,
): BlockFallback | readonly Part[] {
  if (admission.priced) return { reason: "GAS_PRICE", call: -1 };
  const admitted: number[] = [];
  for (let i = 0; i < calls.count; i++) {
    accounts.nonce(calls.sender(i)); // throws for an account without a shell
    if (admission.verdicts[i] !== Outcome.succeeded) continue;
    if (calls.gasLimits[i]! - callIntrinsicGas(calls.data(i)) < CALL_STIPEND && calls.value(i) > 0n) {
      return { reason: "GAS_LIMIT", call: i };
    }
    admitted.push(i);
  }
  const parts: Part[] = [];
  for (let i = 0; i < admitted.length; i += CALLS_A_TRANSACTION) {
    parts.push(partOf(calls, admitted.slice(i, i + CALLS_A_TRANSACTION)));
  }
  const gas = parts.reduce((sum, part) => sum + part.gas, 0);
  return gas > blockGasLimit ? { reason: "BLOCK_GAS", call: -1 } : parts;
}

/**
 * Mines a plan's calls through contracts/harness.
 * @returns a fallback when a call's result may differ from a transaction's; the caller then undoes the block.
 */
export async function mineBatched(
  rpc: Rpc,
  accounts: Accounts,
  context: BlockContext,
  calls: CallBatch,
  admission: Admission,
  plan: readonly Part[],
  wantReturnData: boolean,
  into: BlockColumns,
): Promise<BlockFallback | undefined> {
  const hashes: string[] = [];
  for (const { data, gas } of plan) {
    const transaction = { from: OPERATOR, to: DRIVER, data, gas: quantity(gas) };
    hashes.push(
      await rpc.request<string>("eth_sendTransaction", [
        { ...transaction, maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0" },
      ]),
    );
  }
  await mineBlock(rpc, context);
  let next = 0;
  for (const [i, part] of plan.entries()) {
    const receipt = await receiptOf(rpc, hashes[i]!);
    if (receipt?.status !== "0x1") return { reason: "HARNESS_GAS", call: -1 };
    notRun(admission, next, part.calls[0]!, into);
    const fallback = collect(calls, admission, part, receipt.logs, wantReturnData, into);
    if (fallback !== undefined) return fallback;
    next = part.calls.at(-1)! + 1;
  }
  notRun(admission, next, calls.count, into);
  for (const { calls: indices } of plan) for (const i of indices) accounts.count(calls.sender(i), 1, false);
  return undefined;
}

function partOf(calls: CallBatch, indices: readonly number[]): Part {
  const { bytes } = calls.body;
  let size = WORD;
  let gasLimits = 0;
  let largest = 0;
  for (const i of indices) {
    size += RECORD_HEAD + calls.data(i).length;
    gasLimits += calls.gasLimits[i]!;
    largest = Math.max(largest, calls.gasLimits[i]!);
  }
  const shellGas = Math.ceil(largest * (64 / 63)) + SHELL_GAS + SHELL_GAS_A_BYTE * size;
  const out = Buffer.alloc(size);
  out.writeBigUInt64BE(BigInt(shellGas), WORD - 8);
  let at = WORD;
  for (const i of indices) {
    const start = calls.offsets[i]!;
    const data = calls.data(i);
    const gas = calls.gasLimits[i]! - callIntrinsicGas(data) - (hasValue(calls, start) ? CALL_STIPEND : 0);
    out.writeUInt32BE(RECORD_HEAD + data.length, at + 8);
    out.set(bytes.subarray(start, start + 20), at + 12);
    out.writeUInt32BE(gas, at + 2 * WORD - 4);
    out.set(bytes.subarray(start + 20, start + 72), at + 2 * WORD + 12); // target and value lie side by side
    out.set(data, at + RECORD_HEAD);
    at += RECORD_HEAD + data.length;
  }
  // Each call brings 21,000 gas that the harness spends on its behalf; beyond, the last shell needs its own in full.
  return { data: toHex(out), gas: gasLimits + 2 * shellGas, shellGas, calls: indices };
}

function hasValue(calls: CallBatch, start: number): boolean {
  const { view } = calls.body;
  for (let at = start + 40; at < start + 72; at += 8) if (view.getBigUint64(at) !== 0n) return true;
  return false;
}

function notRun(admission: Admission, from: number, to: number, into: BlockColumns): void {
  for (let i = from; i < to; i++) {
    const verdict = admission.verdicts[i];
    into.notRun(verdict === Outcome.rejected ? Outcome.rejected : Outcome.notIncluded);
  }
}

/** Takes the shells' reports out of the logs: all that stands before the report of a call belongs to it. */
function collect(
  calls: CallBatch,
  admission: Admission,
  part: Part,
  logs: readonly RpcLog[],
  wantReturnData: boolean,
  into: BlockColumns,
): BlockFallback | undefined {
  let at = 0;
  let next = part.calls[0]!;
  for (const i of part.calls) {
    notRun(admission, next, i, into);
    next = i + 1;
    const agent = toHex(calls.sender(i));
    for (; at < logs.length && logs[at]!.address !== agent; at++) {
      into.log(i, logs[at]!.address, logs[at]!.topics, logs[at]!.data);
    }
    if (at === logs.length) return { reason: "HARNESS_GAS", call: i }; // a shell that ran out of gas could not report
    const report = logs[at++]!.data;
    const gasLeft = parseInt(report.slice(2 + 2 * (WORD - 6), 2 + 2 * WORD), 16);
    const spent = part.shellGas - gasLeft;
    const intrinsic = callIntrinsicGas(calls.data(i));
    // Falls back by all that the shell spent: how much of it is the way to the callee depends on who touched it before.
    if (spent * GAS_MARGIN > calls.gasLimits[i]! - intrinsic) return { reason: "GAS_LIMIT", call: i };
    const used = Math.max(0, spent - HARNESS_GAS);
    const succeeded = report.charCodeAt(3) === 0x31; // "0x01…"
    const wanted = (wantReturnData || !succeeded) && report.length > 2 + 2 * WORD;
    const data = wanted ? fromHex(report.slice(2 + 2 * WORD)) : undefined;
    into.call(succeeded ? Outcome.succeeded : Outcome.reverted, intrinsic + used, data);
  }
  return undefined;
}
