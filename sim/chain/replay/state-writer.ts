import { RunError } from "../../core/errors/errors.ts";
import { fromHex, quantity, toHex } from "../codec/hex.ts";
import { receiptOf } from "../hardhat/block.ts";
import type { Rpc } from "../hardhat/network.ts";
import type { Mirror } from "./mirror.ts";
import { writingCode } from "./one-off-code.ts";
import { STORED, storedSlots, type ReportedAccount } from "./reported.ts";

/** Sends what writes storage; nobody of the simulation. */
const WRITER = `0x${"57".repeat(20)}`;
/** Slots up to which a request for each is as good as a transaction for all. */
const FEW = 8;
/** More than a slot written anew takes, and more than a transaction does besides. */
const SLOT_GAS = 23_000;
const WRITE_GAS = 100_000;

/** Writes into a Hardhat chain what it is told; `mirror` is what it was told before. */
export class StateWriter {
  readonly address = fromHex(WRITER);
  readonly #rpc: Rpc;
  readonly #blockGasLimit: number;

  constructor(rpc: Rpc, blockGasLimit: number) {
    this.#rpc = rpc;
    this.#blockGasLimit = blockGasLimit;
  }

  /** Whether a block of its own is what it takes, or is cheaper. */
  wantsBlock(reported: readonly ReportedAccount[], mirror: Mirror): boolean {
    const slots = reported.reduce((sum, account) => sum + account.slots.length / STORED, 0);
    return slots > FEW || reported.some((account) => isGone(account, mirror));
  }

  /** Balance, nonce and code. */
  async put({ address, now, code }: ReportedAccount, mirror: Mirror): Promise<void> {
    const at = toHex(address);
    const before = mirror.evm.account(address);
    const { balance, nonce } = now ?? { balance: 0n, nonce: 0n };
    const isNew = now !== undefined && !mirror.has(address);
    if (isNew ? balance > 0n || nonce === 0n : balance !== (before?.balance ?? 0n))
      await this.#rpc.request("hardhat_setBalance", [at, quantity(balance)]);
    if (nonce !== (before?.nonce ?? 0n)) await this.#rpc.request("hardhat_setNonce", [at, quantity(nonce)]);
    if (code) await this.#rpc.request("hardhat_setCode", [at, toHex(code)]);
  }

  async writeEach(reported: readonly ReportedAccount[]): Promise<void> {
    for (const { address, slots } of reported) {
      for (const [slot, , value] of storedSlots(slots))
        await this.#rpc.request("hardhat_setStorageAt", [toHex(address), short(toHex(slot)), toHex(value)]);
    }
  }

  /**
   * Mines a block in which each contract writes its own storage: its code is for once a list of writes. A request for
   * each slot takes about four times as long. What is gone is called, because an empty account leaves the state when it
   * is touched, and only then.
   */
  async writeAtOnce(reported: readonly ReportedAccount[], mirror: Mirror, mine: () => Promise<void>): Promise<void> {
    const writing = reported.filter(({ slots, now }) => slots.length > 0 && now !== undefined);
    const gone = reported.filter((account) => isGone(account, mirror));
    const slots = writing.reduce((sum, account) => sum + account.slots.length / STORED, 0);
    await this.#rpc.request("hardhat_impersonateAccount", [WRITER]);
    const room = WRITE_GAS * (writing.length + gone.length) + SLOT_GAS * slots;
    if (room > this.#blockGasLimit) await this.#rpc.request("evm_setBlockGasLimit", [quantity(room)]);
    await this.#rpc.request("hardhat_setNextBlockBaseFeePerGas", ["0x0"]);
    const hashes: string[] = [];
    for (const { address } of gone) hashes.push(await this.#send(address, WRITE_GAS));
    for (const account of writing) {
      await this.#rpc.request("hardhat_setCode", [toHex(account.address), writingCode(account.slots)]);
      hashes.push(await this.#send(account.address, WRITE_GAS + (SLOT_GAS * account.slots.length) / STORED));
    }
    await mine();
    for (const hash of hashes) {
      const receipt = await receiptOf(this.#rpc, hash);
      if (receipt?.status !== "0x1")
        throw RunError.of("CHAIN_FAULT", { expected: "storage to be written", found: JSON.stringify(receipt) });
    }
    if (room > this.#blockGasLimit) await this.#rpc.request("evm_setBlockGasLimit", [quantity(this.#blockGasLimit)]);
    for (const { address, code } of writing)
      await this.#rpc.request("hardhat_setCode", [toHex(address), toHex(code ?? mirror.code(address))]);
  }

  #send(to: Uint8Array, gas: number): Promise<string> {
    const call = { from: WRITER, to: toHex(to), gas: quantity(gas), maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0" };
    return this.#rpc.request<string>("eth_sendTransaction", [call]);
  }
}

function isGone({ address, now }: ReportedAccount, mirror: Mirror): boolean {
  return now === undefined && mirror.has(address);
}

/** A quantity without leading zeros, which hardhat_setStorageAt insists on. */
function short(slot: string): string {
  return `0x${slot.slice(2).replace(/^0+(?=.)/, "")}`;
}
