// Transactions: what is bought, warmed, run, refunded and paid. Checks that reject come before, here for the packed
// calls of a block and in JavaScript for single transactions.
import { DESTROYED, FORK_PRAGUE, TX_BLOBS, TX_CREATE, TX_VIEW } from "../protocol.ts";
import {
  A_DESTROYED_TX,
  A_NONCE,
  E_BASE_FEE,
  E_BLOB_BASE_FEE,
  E_BLOB_COUNT,
  E_COINBASE,
  E_DRAFT,
  E_FORK,
  E_GAS_PRICE,
  E_ORIGIN,
  G_BATCH,
  G_JOURNAL,
  G_TX,
  SCRATCH_AMOUNT,
  SCRATCH_COST,
  SCRATCH_CREATED,
  SCRATCH_GAS,
  SCRATCH_TIP,
  AUTHORIZATION_SIZE,
  AUTH_AUTHORITY,
  AUTH_DELEGATE,
  AUTH_NONCE,
  SCRATCH_DELEGATION,
  T_ACCESS_COUNT,
  T_AUTHORIZATIONS,
  T_AUTHORIZATION_COUNT,
  T_AUTHORIZATION_TOTAL,
  T_ACCESS_LIST,
  T_CREATED,
  T_DATA,
  T_DATA_LENGTH,
  T_FLAGS,
  T_GAS_LIMIT,
  T_GAS_USED,
  T_SENDER,
  T_TO,
  T_VALUE,
} from "../layout.ts";
import {
  GAS_ACCESS_LIST_ADDRESS,
  GAS_ACCESS_LIST_STORAGE_KEY,
  GAS_DATA_NONZERO_BYTE,
  GAS_DATA_ZERO_BYTE,
  GAS_INITCODE_WORD,
  GAS_PER_BLOB,
  GAS_TRANSACTION,
  GAS_TRANSACTION_CREATE,
  REFUND_QUOTIENT,
  GAS_AUTHORIZATION,
  GAS_FLOOR_TOKEN,
  REFUND_AUTHORIZATION,
} from "../gas.ts";
import { DELEGATION_PREFIX, DELEGATION_PREFIX_SIZE, DELEGATION_SIZE } from "../limits.ts";
import {
  accountOf,
  credit,
  debit,
  erase,
  forgetAccountMarks,
  inTrie,
  maySend,
  setCode,
  setNonce,
  sweepAccounts,
  touch,
  warmAccount,
} from "./accounts.ts";
import { callFromOutside, createFromOutside, gasLeft } from "./calls.ts";
import { commitWritten } from "./commitment.ts";
import { createAddress, creating, noteCreations } from "./creation.ts";
import { clearDestroying, destroying } from "./destruction.ts";
import { codesHaveDoubled, internCode, sweepCodes } from "./codes.ts";
import {
  changesTop,
  clearChanges,
  clearJournal,
  journalBase,
  journalTop,
  payloadOf,
  releaseNoted,
  retainNoted,
  undo,
} from "./journal.ts";
import { addressBytes, logCount, logTop, refund, returnLength, setCallIndex, setLogs, setRefund } from "./machine.ts";
import { wordsOf } from "./memory.ts";
import { multiply } from "./product.ts";
import { forgetSlotMarks, slotOf, sweepSlots, warmSlot } from "./slots.ts";
import { clear, copy, isZero, set, subtract } from "./words.ts";

/** Account of the coinbase, found once a batch. */
export let coinbase: usize = 0;

export function findCoinbase(): void {
  coinbase = accountOf(E_COINBASE);
}

/** Gives back what tables hold in vain, and begins the numbers of transactions and batches anew before they end. */
export function tidy(): void {
  clearJournal();
  commitWritten();
  sweepSlots();
  sweepAccounts();
  if (codesHaveDoubled()) {
    retainNoted();
    sweepCodes();
    releaseNoted();
  }
  if (load<u32>(G_TX) < 0xffff0000 && load<u32>(G_BATCH) < 0x7fff0000) return;
  forgetSlotMarks();
  forgetAccountMarks();
  store<u32>(G_TX, 0);
  store<u32>(G_BATCH, 0);
}

@inline
export function begin(): void {
  store<u32>(G_TX, load<u32>(G_TX) + 1);
  setRefund(0);
}

/** Ends a view. */
export function takeBack(): void {
  undo(journalBase);
  clearDestroying();
  commitWritten();
}

/** Price of the data's bytes. */
export function dataGas(from: usize, length: usize): i64 {
  let zeros: i64 = 0;
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) {
    // Bit 7 of each byte of t is set exactly where the byte of x is not zero.
    const x = load<u64>(from + i);
    const t = (((x & 0x7f7f7f7f7f7f7f7f) + 0x7f7f7f7f7f7f7f7f) | x) & 0x8080808080808080;
    zeros += 8 - (popcnt(t) as i64);
  }
  for (; i < length; i++) if (load<u8>(from + i) == 0) zeros++;
  return GAS_DATA_ZERO_BYTE * zeros + GAS_DATA_NONZERO_BYTE * ((length as i64) - zeros);
}

/** What a transaction with data of this price pays at least, whatever its execution uses (EIP-7623). */
@inline
export function floorGas(priceOfData: i64): i64 {
  if (load<i32>(E_FORK) < FORK_PRAGUE) return 0;
  return GAS_TRANSACTION + (priceOfData / GAS_DATA_ZERO_BYTE) * GAS_FLOOR_TOKEN;
}

/** Multiplies a gas amount with a price word. */
@inline
export function priced(gas: i64, price: usize, to: usize): void {
  set(SCRATCH_GAS, gas as u64);
  multiply(SCRATCH_GAS, price, to);
}

/** Erases what destroyed itself, for good: nothing can be undone any more. */
function finalizeSelfDestructs(): void {
  clearDestroying();
  const tx = load<u32>(G_TX);
  // Destroyed accounts are those still marked in the journal.
  let top = journalTop;
  while (top > journalBase) {
    const base: usize = load<u32>(G_JOURNAL); // grows when what is erased is noted
    const kind = load<u32>(base + top - 4);
    const at: usize = load<u32>(base + top - 8);
    top -= 8;
    if (kind == DESTROYED && load<u32>(at, A_DESTROYED_TX) == tx) {
      store<u32>(at, 0, A_DESTROYED_TX);
      erase(at);
    }
    top -= payloadOf(kind);
  }
}

/**
 * Settles: what is left is sold back at E_GAS_PRICE, refunds capped (EIP-3529), but no less than the floor is used, and the tip goes to the coinbase.
 * Answers the gas used.
 */
export function settle(sender: usize, gasLimit: i64, paying: bool, floor: i64): i64 {
  let used = gasLimit - gasLeft();
  if (load<u32>(E_DRAFT)) used = max(used, floor);
  used -= min(refund, used / REFUND_QUOTIENT);
  if (!load<u32>(E_DRAFT)) used = max(used, floor);
  if (paying) {
    priced(gasLimit - used, E_GAS_PRICE, SCRATCH_AMOUNT);
    if (!isZero(SCRATCH_AMOUNT)) credit(sender, SCRATCH_AMOUNT);
    if (!isZero(SCRATCH_TIP)) {
      priced(used, SCRATCH_TIP, SCRATCH_AMOUNT);
      credit(coinbase, SCRATCH_AMOUNT);
    }
  }
  touch(coinbase);
  if (destroying) finalizeSelfDestructs();
  if (creating) noteCreations();
  return used;
}

/** Sets the code of the accounts that authorized it (EIP-7702); it stays, however the transaction's message ends. */
function authorize(): void {
  let entry: usize = load<u32>(T_AUTHORIZATIONS);
  for (let n = load<u32>(T_AUTHORIZATION_COUNT); n > 0; n--, entry += AUTHORIZATION_SIZE) {
    const authority = accountOf(entry + AUTH_AUTHORITY);
    warmAccount(authority);
    const nonce = load<u64>(entry, AUTH_NONCE);
    if (!maySend(authority) || load<u64>(authority, A_NONCE) != nonce) continue;
    if (inTrie(authority)) setRefund(refund + REFUND_AUTHORIZATION);
    const delegate = entry + AUTH_DELEGATE;
    setCode(authority, isZero(delegate) ? 0 : delegationTo(delegate));
    setNonce(authority, nonce + 1);
  }
}

/** The code entry of a delegation to the address in a word. */
function delegationTo(address: usize): usize {
  store<u32>(SCRATCH_DELEGATION, DELEGATION_PREFIX);
  addressBytes(address, SCRATCH_DELEGATION + DELEGATION_PREFIX_SIZE);
  return internCode(SCRATCH_DELEGATION, DELEGATION_SIZE);
}

/** Executes the transaction at T_*, found valid before. Answers the status of its message. */
export function transact(): i32 {
  tidy();
  begin();
  setCallIndex(0);
  setLogs(0, 0);
  const flags = load<u32>(T_FLAGS);
  const sender = accountOf(T_SENDER);
  findCoinbase();
  const gasLimit = load<i64>(T_GAS_LIMIT);
  const data: usize = load<u32>(T_DATA);
  const length: usize = load<u32>(T_DATA_LENGTH);
  const paying = !isZero(E_GAS_PRICE);
  copy(T_SENDER, E_ORIGIN);
  const priceOfData = dataGas(data, length);
  const floor = floorGas(priceOfData);
  let gas = gasLimit - GAS_TRANSACTION - priceOfData;
  const creates = (flags & TX_CREATE) != 0;
  if (creates) gas -= GAS_TRANSACTION_CREATE + GAS_INITCODE_WORD * wordsOf(length as i64);
  const nonce = load<u64>(sender, A_NONCE);
  // The message finds the nonce raised; a view leaves it, and everything else, as it was.
  if ((flags & TX_VIEW) == 0 || creates) setNonce(sender, nonce + 1);
  if (paying) {
    priced(gasLimit, E_GAS_PRICE, SCRATCH_COST);
    debit(sender, SCRATCH_COST);
    subtract(E_GAS_PRICE, E_BASE_FEE, SCRATCH_TIP);
  } else clear(SCRATCH_TIP);
  if (flags & TX_BLOBS) {
    priced((load<u32>(E_BLOB_COUNT) as i64) * GAS_PER_BLOB, E_BLOB_BASE_FEE, SCRATCH_COST);
    debit(sender, SCRATCH_COST);
  }
  touch(sender);
  warmAccount(sender);
  warmAccount(coinbase);
  let entry: usize = load<u32>(T_ACCESS_LIST);
  for (let n = load<u32>(T_ACCESS_COUNT); n > 0; n--) {
    const account = accountOf(entry);
    warmAccount(account);
    gas -= GAS_ACCESS_LIST_ADDRESS;
    const slots = load<u32>(entry + 32);
    entry += 64;
    for (let i: u32 = 0; i < slots; i++) {
      warmSlot(slotOf(account, entry), load<u32>(G_TX));
      gas -= GAS_ACCESS_LIST_STORAGE_KEY;
      entry += 32;
    }
  }
  gas -= GAS_AUTHORIZATION * load<u32>(T_AUTHORIZATION_TOTAL);
  if (gas < 0 || gasLimit < floor) {
    takeBack(); // views are not checked before
    return -1;
  }
  authorize();
  let status: i32;
  if (creates) {
    createAddress(sender, nonce, SCRATCH_CREATED);
    copy(SCRATCH_CREATED, T_CREATED);
    status = createFromOutside(sender, T_VALUE, data, length, gas);
  } else {
    const target = accountOf(T_TO);
    warmAccount(target);
    status = callFromOutside(sender, target, T_VALUE, data, length, gas);
  }
  if (flags & TX_VIEW) {
    store<i64>(T_GAS_USED, max(gasLimit - gasLeft(), floor));
    takeBack();
    return status;
  }
  store<i64>(T_GAS_USED, settle(sender, gasLimit, paying, floor));
  clearJournal();
  commitWritten();
  return status;
}

export function lastReturnLength(): u32 {
  return returnLength as u32;
}

/** Bytes of G_CHANGES in use. */
export function changesLength(): u32 {
  return changesTop as u32;
}

/** The same, which are free again from the next transaction on. */
export function takeChanges(): u32 {
  const length = changesTop as u32;
  clearChanges();
  return length;
}

export function lastLogCount(): u32 {
  return logCount;
}

export function lastLogLength(): u32 {
  return logTop as u32;
}
