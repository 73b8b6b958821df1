import {
  GAS_ACCESS_LIST_ADDRESS,
  GAS_ACCESS_LIST_STORAGE_KEY,
  GAS_DATA_NONZERO_BYTE,
  GAS_DATA_ZERO_BYTE,
  GAS_INITCODE_WORD,
  GAS_TRANSACTION,
  GAS_TRANSACTION_CREATE,
} from "./gas.ts";
import type { Transaction } from "./host/types.ts";

/** Intrinsic gas of a call without an access list. */
export function callIntrinsicGas(data: Uint8Array): number {
  let gas = GAS_TRANSACTION;
  for (let i = 0; i < data.length; i++) gas += data[i] === 0 ? GAS_DATA_ZERO_BYTE : GAS_DATA_NONZERO_BYTE;
  return gas;
}

/** Gas due before the first instruction of a transaction. */
export function intrinsicGas(tx: Pick<Transaction, "to" | "data" | "accessList">): number {
  let gas = callIntrinsicGas(tx.data);
  if (tx.to === null) gas += GAS_TRANSACTION_CREATE + GAS_INITCODE_WORD * Math.ceil(tx.data.length / 32);
  for (const { storageKeys } of tx.accessList ?? [])
    gas += GAS_ACCESS_LIST_ADDRESS + GAS_ACCESS_LIST_STORAGE_KEY * storageKeys.length;
  return gas;
}
