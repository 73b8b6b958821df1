import { RunError } from "../../core/errors/errors.ts";
import { fromHex, quantity, toHex } from "../codec/hex.ts";
import { receiptOf } from "../hardhat/block.ts";
import type { Rpc } from "../hardhat/network.ts";
import { writingCode } from "./one-off-code.ts";
import { STORED, storedSlots, type ReportedAccount } from "./reported.ts";
import type { Unwritten } from "./unwritten.ts";

/** Sends what writes storage; nobody of the simulation. */
const WRITER = `0x${"57".repeat(20)}`;
/** Slots up to which a request for each is as good as a transaction for all. */
const FEW = 8;
/** How many times as long as in a transaction for all a slot takes in a request of its own. */
const EACH = 4;
/** More than a slot written anew takes, and more than a transaction does besides. */
const SLOT_GAS = 23_000;
const WRITE_GAS = 100_000;

/** Writes into a Hardhat chain what it is told. */
export class StateWriter {
  readonly address = fromHex(WRITER);
  readonly #rpc: Rpc;
  readonly #blockGasLimit: number;

  constructor(rpc: Rpc, blockGasLimit: number) {
    this.#rpc = rpc;
    this.#blockGasLimit = blockGasLimit;
  }

  /** Whether a block of its own is what it takes, or is cheaper. */
  wantsBlock(unwritten: Unwritten): boolean {
    return slotsOf(unwritten) > FEW || unwritten.all().some((account) => isGone(account, unwritten));
  }

  /** Whether to write `news` each by itself, for which no block is mined, is less work than to write `all` in a block. */
  isLess(news: Unwritten, all: Unwritten): boolean {
    const work = EACH * slotsOf(news) + news.all().length;
    return work <= slotsOf(all) + all.all().length && !news.all().some((account) => isGone(account, news));
  }

  /** Balances, nonces and code. Accounts do not wait for each other, which takes half as long. */
  async put(unwritten: Unwritten): Promise<void> {
    await Promise.all(unwritten.all().map((account) => this.#put(account, unwritten)));
  }

  async #put({ address, now, code }: ReportedAccount, unwritten: Unwritten): Promise<void> {
    const at = toHex(address);
    const before = unwritten.before(address);
    const { balance, nonce } = now ?? { balance: 0n, nonce: 0n };
    const isNew = now !== undefined && !before.isThere;
    if (isNew ? balance > 0n || nonce === 0n : balance !== before.balance)
      await this.#rpc.request("hardhat_setBalance", [at, quantity(balance)]);
    if (nonce !== before.nonce) await this.#rpc.request("hardhat_setNonce", [at, quantity(nonce)]);
    if (code && Buffer.compare(code, before.code) !== 0) await this.#rpc.request("hardhat_setCode", [at, toHex(code)]);
  }

  async writeEach(unwritten: Unwritten): Promise<void> {
    for (const { address, now, slots } of unwritten.all()) {
      if (now === undefined) continue; // to set a slot of it would make an account
      for (const [slot, , value] of storedSlots(slots))
        await this.#rpc.request("hardhat_setStorageAt", [toHex(address), short(toHex(slot)), toHex(value)]);
    }
  }

  /**
   * Mines a block in which each contract writes its own storage: its code is for once a list of writes. A request for
   * each slot takes EACH times as long. What is gone is called, because an empty account leaves the state when it
   * is touched, and only then.
   * @param baseFee Of the block.
   */
  async writeAtOnce(unwritten: Unwritten, baseFee: bigint, mine: () => Promise<void>): Promise<void> {
    const reported = unwritten.all();
    const writing = reported.filter(({ slots, now }) => slots.length > 0 && now !== undefined);
    const gone = reported.filter((account) => isGone(account, unwritten));
    const slots = writing.reduce((sum, account) => sum + account.slots.length / STORED, 0);
    await this.#rpc.request("hardhat_impersonateAccount", [WRITER]);
    const room = WRITE_GAS * (writing.length + gone.length) + SLOT_GAS * slots;
    if (room > this.#blockGasLimit) await this.#rpc.request("evm_setBlockGasLimit", [quantity(room)]);
    if (baseFee > 0n) await this.#rpc.request("hardhat_setBalance", [WRITER, quantity(BigInt(room) * baseFee)]);
    const hashes: string[] = [];
    for (const { address } of gone) hashes.push(await this.#send(address, WRITE_GAS, baseFee));
    for (const account of writing) {
      await this.#rpc.request("hardhat_setCode", [toHex(account.address), writingCode(account.slots)]);
      const gas = WRITE_GAS + (SLOT_GAS * account.slots.length) / STORED;
      hashes.push(await this.#send(account.address, gas, baseFee));
    }
    await mine();
    for (const hash of hashes) {
      const receipt = await receiptOf(this.#rpc, hash);
      if (receipt?.status !== "0x1")
        throw RunError.of("CHAIN_FAULT", { expected: "storage to be written", found: JSON.stringify(receipt) });
    }
    if (room > this.#blockGasLimit) await this.#rpc.request("evm_setBlockGasLimit", [quantity(this.#blockGasLimit)]);
    for (const { address, code } of writing)
      await this.#rpc.request("hardhat_setCode", [toHex(address), toHex(code ?? unwritten.before(address).code)]);
  }

  #send(to: Uint8Array, gas: number, baseFee: bigint): Promise<string> {
    const fees = { maxFeePerGas: quantity(baseFee), maxPriorityFeePerGas: "0x0" };
    return this.#rpc.request<string>("eth_sendTransaction", [
      { from: WRITER, to: toHex(to), gas: quantity(gas), ...fees },
    ]);
  }
}

function slotsOf(unwritten: Unwritten): number {
  return unwritten.all().reduce((sum, { slots }) => sum + slots.length / STORED, 0);
}

/** Whether the account is on the Hardhat chain, and no longer told to be. */
export function isGone({ address, now }: ReportedAccount, unwritten: Unwritten): boolean {
  return now === undefined && unwritten.before(address).isThere;
}

/** A quantity without leading zeros, which hardhat_setStorageAt insists on. */
function short(slot: string): string {
  return `0x${slot.slice(2).replace(/^0+(?=.)/, "")}`;
}
