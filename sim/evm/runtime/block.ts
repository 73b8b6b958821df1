// Blocks of packed calls and batches of views: admission, execution, and the columns of results.
import { GAS_TRANSACTION } from "../gas.ts";
import { MAX_TRANSACTION_GAS } from "../limits.ts";
import { FORK_OSAKA, NOT_INCLUDED, REJECTED, REVERTED, STATUS_REVERT, SUCCEEDED } from "../protocol.ts";
import {
  A_BALANCE,
  A_BATCH,
  A_BLOCKED,
  A_FUNDS,
  A_NONCE,
  BLOCK_RECORD_SIZE,
  B_BASE_FEE,
  B_CALLS,
  B_NUMBER,
  B_PREVRANDAO,
  B_TIMESTAMP,
  CALL_DATA,
  CALL_DATA_LENGTH,
  CALL_TARGET,
  CALL_VALUE,
  E_BASE_FEE,
  E_BLOB_COUNT,
  E_BLOCK_GAS,
  E_FORK,
  E_GAS_LIMIT,
  E_GAS_PRICE,
  E_NUMBER,
  E_ORIGIN,
  E_PREVRANDAO,
  E_LOOK_AT,
  E_RECORDING,
  E_TIMESTAMP,
  G_BATCH,
  G_RESULTS,
  RETURN_DATA,
  SCRATCH_AMOUNT,
  SCRATCH_COST,
  SCRATCH_SENDER,
  SCRATCH_TARGET,
  SCRATCH_TIP,
  SCRATCH_VALUE,
  T_SENDER,
  VIEW_DATA,
  VIEW_DATA_LENGTH,
} from "../layout.ts";
import { accountOf, debit, maySend, setNonce, touch, warmAccount } from "./accounts.ts";
import { callFromOutside, gasLeft } from "./calls.ts";
import { commitWritten } from "./commitment.ts";
import { reserve } from "./heap.ts";
import { look } from "./host.ts";
import { clearJournal } from "./journal.ts";
import { returnLength, setCallIndex, setLogs } from "./machine.ts";
import { sweepSlots } from "./slots.ts";
import { begin, coinbase, dataGas, findCoinbase, floorGas, priced, settle, takeBack, tidy } from "./transaction.ts";
import { add, clear, copy, fromBytes, isZero, less, readAddress, set, subtract } from "./words.ts";

/** Bytes of return data gathered by the batch. */
let gathered: usize = 0;

function gather(keep: bool): u32 {
  const n = keep ? returnLength : 0;
  if (n != 0) {
    reserve(G_RESULTS, gathered, gathered + n);
    memory.copy((load<u32>(G_RESULTS) as usize) + gathered, RETURN_DATA, n);
    gathered += n;
  }
  return gathered as u32;
}

/** A gas price of whole wei as a word. */
function fromFloat(x: f64, to: usize): void {
  set(to, x as u64);
}

/** Reads a packed call's value, tip and price to SCRATCH_VALUE, SCRATCH_TIP, E_GAS_PRICE; answers whether gas costs anything. */
@inline
function readPrice(record: usize, tip: f64): bool {
  fromBytes(record + CALL_VALUE, SCRATCH_VALUE);
  fromFloat(tip, SCRATCH_TIP);
  add(E_BASE_FEE, SCRATCH_TIP, E_GAS_PRICE);
  return !isZero(E_GAS_PRICE);
}

/**
 * Decides on the state before the block whether a call is a transaction at all, as a node's pool does: REJECTED when its
 * gas limit is below the intrinsic gas or its sender could not pay for this and its earlier calls at their dearest,
 * whatever it may receive in the block; NOT_INCLUDED when no block could hold it, or a call before it of the sender.
 */
function admit(record: usize, gasLimit: i64, tip: f64, batch: u32): i32 {
  const priceOfData = dataGas(record + CALL_DATA, load<u32>(record, CALL_DATA_LENGTH));
  if (gasLimit < max(GAS_TRANSACTION + priceOfData, floorGas(priceOfData))) return REJECTED;
  if (load<i32>(E_FORK) >= FORK_OSAKA && gasLimit > MAX_TRANSACTION_GAS) return REJECTED;
  const paying = readPrice(record, tip);
  readAddress(record, SCRATCH_SENDER);
  const sender = accountOf(SCRATCH_SENDER);
  if (!maySend(sender) || load<u64>(sender, A_NONCE) == u64.MAX_VALUE) return REJECTED;
  if (load<u32>(sender, A_BATCH) != batch) {
    store<u32>(sender, batch, A_BATCH);
    copy(sender + A_BALANCE, sender + A_FUNDS);
  }
  if (paying) {
    priced(gasLimit, E_GAS_PRICE, SCRATCH_COST);
    add(SCRATCH_COST, SCRATCH_VALUE, SCRATCH_AMOUNT);
    if (less(SCRATCH_AMOUNT, SCRATCH_VALUE)) return REJECTED;
  } else copy(SCRATCH_VALUE, SCRATCH_AMOUNT);
  if (less(sender + A_FUNDS, SCRATCH_AMOUNT)) return REJECTED;
  if ((gasLimit as u64) > load<u64>(E_GAS_LIMIT) || load<u32>(sender, A_BLOCKED) == batch) {
    store<u32>(sender, batch, A_BLOCKED);
    return NOT_INCLUDED;
  }
  subtract(sender + A_FUNDS, SCRATCH_AMOUNT, sender + A_FUNDS);
  return SUCCEEDED;
}

/** Executes one packed call as a transaction, admitted before. */
function transactPacked(record: usize, gasLimit: i64, tip: f64, gasUsed: usize, batch: u32): i32 {
  const length: usize = load<u32>(record, CALL_DATA_LENGTH);
  const data = record + CALL_DATA;
  readAddress(record, SCRATCH_SENDER);
  readAddress(record + CALL_TARGET, SCRATCH_TARGET);
  const sender = accountOf(SCRATCH_SENDER);
  // What admission left out concerns later calls only, and those it has marked: this mark is another.
  const blocked = batch | 0x80000000;
  if (gasLimit > load<i64>(E_BLOCK_GAS) || load<u32>(sender, A_BLOCKED) == blocked) {
    store<u32>(sender, blocked, A_BLOCKED);
    return NOT_INCLUDED;
  }
  const priceOfData = dataGas(data, length);
  const gas = gasLimit - GAS_TRANSACTION - priceOfData;
  const paying = readPrice(record, tip);
  if (paying) priced(gasLimit, E_GAS_PRICE, SCRATCH_COST);
  begin();
  copy(SCRATCH_SENDER, E_ORIGIN);
  setNonce(sender, load<u64>(sender, A_NONCE) + 1);
  if (paying) debit(sender, SCRATCH_COST);
  touch(sender);
  warmAccount(sender);
  warmAccount(coinbase);
  const target = accountOf(SCRATCH_TARGET);
  warmAccount(target);
  const status = callFromOutside(sender, target, SCRATCH_VALUE, data, length, gas);
  const used = settle(sender, gasLimit, paying, floorGas(priceOfData));
  clearJournal();
  store<i64>(E_BLOCK_GAS, load<i64>(E_BLOCK_GAS) - used);
  store<f64>(gasUsed, used as f64);
  return status < STATUS_REVERT ? SUCCEEDED : REVERTED;
}

/** Calls from one to before another, as a block of their own: admission of all, then execution. */
function executeCalls(
  from: usize,
  to: usize,
  records: usize,
  offsets: usize,
  gasLimits: usize,
  tips: usize,
  outcomes: usize,
  gasUsed: usize,
  ends: usize,
  keepAll: bool,
): void {
  findCoinbase();
  const batch = load<u32>(G_BATCH) + 1;
  store<u32>(G_BATCH, batch);
  for (let i = from; i < to; i++) {
    store<f64>(gasUsed + (i << 3), 0);
    const record = records + (load<u32>(offsets + (i << 2)) as usize);
    const gasLimit = load<u32>(gasLimits + (i << 2)) as i64;
    store<u8>(outcomes + i, admit(record, gasLimit, load<f64>(tips + (i << 3)), batch));
  }
  const lookAt = load<u32>(E_LOOK_AT);
  for (let i = from; i < to; i++) {
    if (lookAt != 0 && (i as u32) == lookAt) look();
    setCallIndex(i as u32);
    let outcome: i32 = load<u8>(outcomes + i);
    if (outcome == SUCCEEDED) {
      outcome = transactPacked(
        records + (load<u32>(offsets + (i << 2)) as usize),
        load<u32>(gasLimits + (i << 2)) as i64,
        load<f64>(tips + (i << 3)),
        gasUsed + (i << 3),
        batch,
      );
      store<u8>(outcomes + i, outcome);
    }
    store<u32>(ends + ((i + 1) << 2), gather(outcome == REVERTED || (keepAll && outcome == SUCCEEDED)));
    // What is recorded names entries, which a sweep might give to others.
    if ((i & 1023) == 1023 && load<u32>(E_RECORDING) == 0) {
      commitWritten();
      sweepSlots();
    }
  }
}

/**
 * A whole batch: records, their starts (u32), gas limits (u32), tips (f64); outcomes (u8), gas used (f64), ends of return
 * data in G_RESULTS (u32, from the second on). Logs gather in G_LOGS. All in the block of the environment, or where there
 * are `blockCount` records of blocks in one block after another, the last of which stays.
 */
export function runBlock(
  count: u32,
  records: usize,
  offsets: usize,
  gasLimits: usize,
  tips: usize,
  outcomes: usize,
  gasUsed: usize,
  ends: usize,
  keepAll: bool,
  blocks: usize,
  blockCount: u32,
): void {
  tidy();
  setLogs(0, 0);
  gathered = 0;
  store<u32>(E_BLOB_COUNT, 0);
  store<u32>(ends, 0);
  if (blockCount == 0) executeCalls(0, count, records, offsets, gasLimits, tips, outcomes, gasUsed, ends, keepAll);
  let from: usize = 0;
  for (let n: u32 = 0; n < blockCount; n++, blocks += BLOCK_RECORD_SIZE) {
    fromBytes(blocks + B_PREVRANDAO, E_PREVRANDAO);
    set(E_NUMBER, load<u64>(blocks, B_NUMBER));
    set(E_TIMESTAMP, load<u64>(blocks, B_TIMESTAMP));
    set(E_BASE_FEE, load<u64>(blocks, B_BASE_FEE));
    store<i64>(E_BLOCK_GAS, gasOfBlock());
    const to = from + (load<u32>(blocks, B_CALLS) as usize);
    executeCalls(from, to, records, offsets, gasLimits, tips, outcomes, gasUsed, ends, keepAll);
    from = to;
  }
  commitWritten();
}

/** The block gas limit, as far as gas is counted. */
function gasOfBlock(): i64 {
  const high = load<u64>(E_GAS_LIMIT, 8) | load<u64>(E_GAS_LIMIT, 16) | load<u64>(E_GAS_LIMIT, 24);
  const limit = load<i64>(E_GAS_LIMIT);
  return high != 0 || limit < 0 ? i64.MAX_VALUE : limit;
}

/** Many views of one sender: target 20, length u32, data. */
export function runViews(
  count: u32,
  gasLimit: f64,
  records: usize,
  offsets: usize,
  outcomes: usize,
  gasUsed: usize,
  ends: usize,
): void {
  tidy();
  setLogs(0, 0);
  gathered = 0;
  store<u32>(E_BLOB_COUNT, 0);
  clear(E_GAS_PRICE);
  clear(SCRATCH_VALUE);
  copy(T_SENDER, E_ORIGIN);
  store<u32>(ends, 0);
  for (let i: usize = 0; i < (count as usize); i++) {
    const record = records + (load<u32>(offsets + (i << 2)) as usize);
    const length: usize = load<u32>(record, VIEW_DATA_LENGTH);
    readAddress(record, SCRATCH_TARGET);
    const priceOfData = dataGas(record + VIEW_DATA, length);
    const floor = floorGas(priceOfData);
    const gas = (gasLimit as i64) - GAS_TRANSACTION - priceOfData;
    let outcome = REVERTED;
    store<f64>(gasUsed + (i << 3), 0);
    if (gas < 0 || (gasLimit as i64) < floor) {
      store<u8>(outcomes + i, outcome);
      store<u32>(ends + ((i + 1) << 2), gathered as u32);
      continue;
    }
    begin();
    const sender = accountOf(T_SENDER);
    findCoinbase();
    warmAccount(sender);
    warmAccount(coinbase);
    const target = accountOf(SCRATCH_TARGET);
    warmAccount(target);
    const status = callFromOutside(sender, target, SCRATCH_VALUE, record + VIEW_DATA, length, gas);
    takeBack();
    setLogs(0, 0);
    if (status < STATUS_REVERT) outcome = SUCCEEDED;
    store<u8>(outcomes + i, outcome);
    store<f64>(gasUsed + (i << 3), max((gasLimit as i64) - gasLeft(), floor) as f64);
    store<u32>(ends + ((i + 1) << 2), gather(true));
    if ((i & 1023) == 1023) tidy();
  }
}
