import { GAS_DATA_NONZERO_BYTE, GAS_DATA_ZERO_BYTE, GAS_FLOOR_TOKEN, GAS_TRANSACTION } from "../evm/gas.ts";
import type { Hardfork } from "../core/hardfork.ts";
import { minCallGas } from "../evm/intrinsic.ts";
import { MAX_TRANSACTION_GAS } from "../evm/limits.ts";
import type { CallBatch } from "./batch.ts";
import { Outcome } from "./chain.ts";

export { callIntrinsicGas } from "../evm/intrinsic.ts";

/** Two addresses are the same account exactly when their keys are equal. */
export function accountKey(address: Uint8Array): string {
  return Buffer.from(address.buffer, address.byteOffset, 20).toString("latin1");
}

/** What is known of a block's calls before any is executed. */
export interface Admission {
  /** One a call: `Outcome.succeeded` (goes to execution), `rejected`, or `notIncluded` (larger than a block). */
  readonly verdicts: Uint8Array;
  /** Of the admitted calls. */
  readonly gasLimitSum: number;
  readonly largestGasLimit: number;
  /** Some admitted call pays for gas. */
  readonly priced: boolean;
}

/** A byte of data costs no more than this, be it by the intrinsic gas or by the floor. */
const MAX_BYTE_GAS = Math.max(GAS_DATA_NONZERO_BYTE, (GAS_FLOOR_TOKEN * GAS_DATA_NONZERO_BYTE) / GAS_DATA_ZERO_BYTE);

/** Start-of-block balances in wei of the accounts asked for, in their order. */
export type ReadBalances = (accounts: readonly Uint8Array[]) => Promise<readonly bigint[]>;

/**
 * Decides which calls are transactions at all, as a node's pool does, on the state before the block and in the order
 * of the calls; the same for every engine, so that what the chain takes never depends on how it executes:
 * - `rejected` when the gas limit is below the intrinsic gas or the floor of the data, above what a transaction may have, or when value + gasLimit * (baseFee + tip) exceeds the
 *   sender's balance at the start of the block less the same sum over its earlier admitted calls of the block (what
 *   it may yet receive or be refunded in this block does not count). It takes no nonce; later calls are unaffected.
 * - `notIncluded` when the gas limit exceeds a block's. Later calls of the sender in the block are not included then.
 */
export async function admit(
  calls: CallBatch,
  baseFee: bigint,
  blockGasLimit: number,
  hardfork: Hardfork,
  readBalances: ReadBalances,
): Promise<Admission> {
  const verdicts = new Uint8Array(calls.count);
  const funds = await balancesOfPayers(calls, baseFee, readBalances);
  const blocked = new Set<string>();
  let gasLimitSum = 0;
  let largestGasLimit = 0;
  let priced = false;
  for (let i = 0; i < calls.count; i++) {
    const gasLimit = calls.gasLimits[i]!;
    const data = calls.data(i);
    const enough = gasLimit >= GAS_TRANSACTION + MAX_BYTE_GAS * data.length || gasLimit >= minCallGas(data, hardfork);
    const capped = hardfork === "osaka" && gasLimit > MAX_TRANSACTION_GAS;
    const cost = maximalCost(calls, i, baseFee);
    const key = cost > 0n || blocked.size > 0 || gasLimit > blockGasLimit ? accountKey(calls.sender(i)) : "";
    const left = cost > 0n ? funds.get(key)! - cost : 0n;
    if (!enough || capped || left < 0n) {
      verdicts[i] = Outcome.rejected;
    } else if (gasLimit > blockGasLimit || blocked.has(key)) {
      verdicts[i] = Outcome.notIncluded;
      blocked.add(key);
    } else {
      if (cost > 0n) funds.set(key, left);
      if (baseFee > 0n || calls.tips[i]! > 0) priced = true;
      gasLimitSum += gasLimit;
      if (gasLimit > largestGasLimit) largestGasLimit = gasLimit;
    }
  }
  return { verdicts, gasLimitSum, largestGasLimit, priced };
}

function maximalCost(calls: CallBatch, i: number, baseFee: bigint): bigint {
  const tip = calls.tips[i]!;
  const value = calls.value(i);
  if (tip === 0 && baseFee === 0n) return value;
  return value + BigInt(calls.gasLimits[i]!) * (baseFee + BigInt(tip));
}

async function balancesOfPayers(calls: CallBatch, baseFee: bigint, read: ReadBalances): Promise<Map<string, bigint>> {
  const payers = new Map<string, Uint8Array>();
  for (let i = 0; i < calls.count; i++) {
    if (maximalCost(calls, i, baseFee) === 0n) continue;
    const sender = calls.sender(i);
    payers.set(accountKey(sender), sender);
  }
  const funds = new Map<string, bigint>();
  if (payers.size === 0) return funds;
  const balances = await read([...payers.values()]);
  let i = 0;
  for (const key of payers.keys()) funds.set(key, balances[i++]!);
  return funds;
}
