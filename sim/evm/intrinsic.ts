import type { Hardfork } from "../core/hardfork.ts";
import {
  GAS_ACCESS_LIST_ADDRESS,
  GAS_ACCESS_LIST_STORAGE_KEY,
  GAS_AUTHORIZATION,
  GAS_DATA_NONZERO_BYTE,
  GAS_DATA_ZERO_BYTE,
  GAS_FLOOR_TOKEN,
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

/** Gas that a transaction with this data uses at least, whatever its execution costs (EIP-7623). */
export function floorGas(data: Uint8Array, fork: Hardfork): number {
  if (fork === "cancun") return 0;
  const tokens = (callIntrinsicGas(data) - GAS_TRANSACTION) / GAS_DATA_ZERO_BYTE;
  return GAS_TRANSACTION + GAS_FLOOR_TOKEN * tokens;
}

/** The least gas limit of a call without an access list. */
export function minCallGas(data: Uint8Array, fork: Hardfork): number {
  return Math.max(callIntrinsicGas(data), floorGas(data, fork));
}

/** Gas due before the first instruction of a transaction. */
export function intrinsicGas(
  tx: Pick<Transaction, "to" | "data" | "accessList"> & { readonly authorizationList?: readonly unknown[] },
): number {
  let gas = callIntrinsicGas(tx.data);
  if (tx.to === null) gas += GAS_TRANSACTION_CREATE + GAS_INITCODE_WORD * Math.ceil(tx.data.length / 32);
  for (const { storageKeys } of tx.accessList ?? [])
    gas += GAS_ACCESS_LIST_ADDRESS + GAS_ACCESS_LIST_STORAGE_KEY * storageKeys.length;
  return gas + GAS_AUTHORIZATION * (tx.authorizationList?.length ?? 0);
}
