import type { Hardfork } from "../../core/hardfork.ts";
import { GAS_PER_BLOB } from "../gas.ts";
import { floorGas, intrinsicGas } from "../intrinsic.ts";
import {
  BLOB_HASH_VERSION,
  MAX_BLOBS,
  MAX_BLOBS_PRAGUE,
  MAX_INITCODE_SIZE,
  MAX_TRANSACTION_BLOBS,
  MAX_TRANSACTION_GAS,
} from "../limits.ts";
import type { BlockEnv, RejectReason, Transaction } from "./types.ts";

const U64 = (1n << 64n) - 1n;
const U256 = (1n << 256n) - 1n;

/** The sender as the state has it. */
export interface Sender {
  readonly balance: bigint;
  readonly nonce: bigint;
  /** Code other than a delegation. */
  readonly hasCode: boolean;
}

export interface Fees {
  /** Most a unit of gas may cost. */
  readonly max: bigint;
  /** What it does cost. */
  readonly price: bigint;
}

export function feesOf(tx: Transaction, baseFee: bigint): Fees {
  const max = tx.maxFeePerGas ?? tx.gasPrice ?? 0n;
  const tip = tx.maxFeePerGas === undefined ? max : (tx.maxPriorityFeePerGas ?? 0n);
  return { max, price: max < baseFee + tip ? max : baseFee + tip };
}

/** Why the transaction cannot be part of the block, in the order of the yellow paper's and the EIPs' conditions. */
export function whyRejected(
  tx: Transaction,
  sender: Sender,
  block: BlockEnv,
  blockGasLeft: bigint,
  fork: Hardfork,
  unlimitedCode = false,
): RejectReason | undefined {
  if (tx.authorizationList && fork === "cancun") return "TRANSACTION_TYPE";
  const fees = feesOf(tx, block.baseFee);
  const numbers = [tx.value, fees.max, tx.maxPriorityFeePerGas ?? 0n, tx.maxFeePerBlobGas ?? 0n];
  if (numbers.some((x) => x < 0n || x > U256) || tx.gasLimit < 0n || tx.gasLimit > U64) return "NUMBER_TOO_LARGE";
  if (fork === "osaka" && tx.gasLimit > MAX_TRANSACTION_GAS) return "GAS_LIMIT_ABOVE_CAP";
  if (tx.gasLimit > blockGasLeft) return "BLOCK_GAS_LIMIT";
  if (tx.maxFeePerGas !== undefined && (tx.maxPriorityFeePerGas ?? 0n) > tx.maxFeePerGas)
    return "PRIORITY_FEE_ABOVE_MAX_FEE";
  if (fees.max < block.baseFee) return "MAX_FEE_BELOW_BASE_FEE";
  if (tx.nonce !== undefined && tx.nonce !== sender.nonce) return "NONCE_MISMATCH";
  if (sender.nonce >= U64) return "NONCE_AT_MAXIMUM";
  if (sender.hasCode) return "SENDER_HAS_CODE";
  if (tx.to === null && !unlimitedCode && tx.data.length > MAX_INITCODE_SIZE) return "INITCODE_TOO_LARGE";
  if (Math.max(intrinsicGas(tx), floorGas(tx.data, fork)) > tx.gasLimit) return "INTRINSIC_GAS_TOO_LOW";
  if (tx.authorizationList) {
    if (tx.to === null) return "SET_CODE_CREATE";
    if (tx.authorizationList.length === 0) return "AUTHORIZATION_LIST_EMPTY";
  }
  const blobs = tx.blobVersionedHashes;
  let cost = tx.gasLimit * fees.max + tx.value;
  if (blobs) {
    if (tx.to === null) return "BLOB_CREATE";
    if (blobs.length > MAX_BLOBS_PRAGUE && fork !== "cancun") return "BLOB_GAS_LIMIT";
    const max = fork === "prague" ? MAX_BLOBS_PRAGUE : fork === "osaka" ? MAX_TRANSACTION_BLOBS : MAX_BLOBS;
    if (blobs.length === 0 || blobs.length > max) return "BLOB_COUNT";
    if (blobs.some((hash) => hash[0] !== BLOB_HASH_VERSION)) return "BLOB_VERSION";
    if ((tx.maxFeePerBlobGas ?? 0n) < block.blobBaseFee) return "BLOB_FEE_TOO_LOW";
    cost += BigInt(blobs.length * GAS_PER_BLOB) * (tx.maxFeePerBlobGas ?? 0n);
  }
  return cost > sender.balance ? "INSUFFICIENT_FUNDS" : undefined;
}
