import { RunError } from "../../core/errors.ts";
import { PACKED_SLOT, unpackStorage } from "../../evm/packed.ts";
import { admit } from "../admission.ts";
import type { CallBatch } from "../batch.ts";
import type { BlockContext, BlockResult, ChainOptions, MineOptions } from "../chain.ts";
import { BlockColumns } from "../columns.ts";
import { fromHex, quantity, toHex } from "../hex.ts";
import { Accounts } from "../hardhat/accounts.ts";
import { receiptOf } from "../hardhat/block.ts";
import { openNetwork, type Rpc } from "../hardhat/network.ts";
import { mineTransactions } from "../hardhat/transactions.ts";
import type { ToldAccount } from "./case.ts";

/** One instruction as debug_traceTransaction tells it. */
export interface JudgeStep {
  readonly pc: number;
  readonly op: string;
  readonly gas: number;
  readonly depth: number;
}

/** Sends what writes storage; nobody of the simulation. */
const WRITER = `0x${"57".repeat(20)}`;
/** Slots up to which a request for each is as good as a transaction for all. */
const FEW = 8;
/** More than a slot written anew takes, and more than a transaction does besides. */
const SLOT_GAS = 23_000;
const WRITE_GAS = 100_000;

/**
 * The Hardhat chain as a judge: is given the state before a block, executes the block as real transactions, and is asked
 * what came of it. Is told only what has changed since the block before that it executed.
 */
export class Judge {
  readonly #rpc: Rpc;
  readonly #blockGasLimit: number;
  readonly #columns = new BlockColumns();
  #base: string;
  #head = 0;
  #codes = new Map<string, string>();
  #accounts: Accounts;

  private constructor(rpc: Rpc, options: Required<ChainOptions>, base: string) {
    this.#rpc = rpc;
    this.#blockGasLimit = options.blockGasLimit;
    this.#base = base;
    this.#accounts = new Accounts(rpc);
  }

  static async open(options: Required<ChainOptions>): Promise<Judge> {
    const rpc = await openNetwork(options);
    return new Judge(rpc, options, await rpc.request<string>("evm_snapshot"));
  }

  /** Puts the chain where `number` is the next block's and the accounts stand as told; `anew` forgets all told before. */
  async prime(number: number, accounts: readonly ToldAccount[], anew: boolean): Promise<void> {
    if (anew && this.#head > 0) await this.#rewind();
    const ahead = number - 1 - this.#head;
    const slots = accounts.reduce((sum, { changes }) => sum + changes.length / PACKED_SLOT, 0);
    const atOnce = ahead > 0 && slots > FEW; // in the last of the blocks between, which is nobody's
    const between = atOnce ? ahead - 1 : ahead;
    if (between > 0) await this.#rpc.request("hardhat_mine", [quantity(between), "0x1"]);
    if (atOnce) await this.#writeAtOnce(accounts, slots);
    else await this.#writeEach(accounts);
    this.#head = number - 1;
    for (const account of accounts) await this.#put(account);
  }

  /** Executes the block; results are valid until the next one. */
  async mine(context: BlockContext, calls: CallBatch, options: MineOptions): Promise<BlockResult> {
    const admission = await admit(calls, context.baseFee ?? 0n, this.#blockGasLimit, (addresses) =>
      this.#balances(addresses),
    );
    this.#columns.start(this.#head + 1, calls.count);
    await mineTransactions(
      this.#rpc,
      this.#accounts,
      context,
      calls,
      admission,
      options.returnData ?? false,
      this.#columns,
    );
    this.#head++;
    return this.#columns;
  }

  async storageRoot(address: Uint8Array): Promise<Uint8Array> {
    const proof = await this.#rpc.request<{ storageHash: string }>("eth_getProof", [toHex(address), [], "latest"]);
    return fromHex(proof.storageHash);
  }

  /** Instructions of the nth transaction of the last block. */
  async trace(index: number): Promise<readonly JudgeStep[]> {
    const block = await this.#rpc.request<{ transactions: string[] }>("eth_getBlockByNumber", ["latest", false]);
    const options = { disableStorage: true, disableMemory: true, disableStack: true };
    const { structLogs } = await this.#rpc.request<{ structLogs: JudgeStep[] }>("debug_traceTransaction", [
      block.transactions[index],
      options,
    ]);
    return structLogs;
  }

  close(): Promise<void> {
    return this.#rpc.close();
  }

  async #rewind(): Promise<void> {
    await this.#rpc.request("evm_revert", [this.#base]);
    this.#base = await this.#rpc.request<string>("evm_snapshot"); // reverting has used it up
    this.#head = 0;
    this.#codes = new Map();
    this.#accounts = new Accounts(this.#rpc);
  }

  async #put({ address, balance, nonce, code }: ToldAccount): Promise<void> {
    await this.#accounts.open(address, balance);
    this.#accounts.expect(address, Number(nonce));
    await this.#accounts.settle(address);
    if (code) await this.#setCode(toHex(address), toHex(code));
  }

  async #setCode(at: string, code: string): Promise<void> {
    await this.#rpc.request("hardhat_setCode", [at, code]);
    this.#codes.set(at, code);
  }

  async #writeEach(accounts: readonly ToldAccount[]): Promise<void> {
    for (const { address, changes } of accounts) {
      for (const [slot, value] of unpackStorage(changes))
        await this.#rpc.request("hardhat_setStorageAt", [toHex(address), short(toHex(slot)), toHex(value)]);
    }
  }

  /**
   * Mines a block in which each contract writes its own storage: its code is for once a list of writes. A request for
   * each slot takes about four times as long.
   */
  async #writeAtOnce(accounts: readonly ToldAccount[], slots: number): Promise<void> {
    const writing = accounts.filter(({ changes }) => changes.length > 0);
    await this.#rpc.request("hardhat_impersonateAccount", [WRITER]);
    const room = WRITE_GAS * writing.length + SLOT_GAS * slots;
    if (room > this.#blockGasLimit) await this.#rpc.request("evm_setBlockGasLimit", [quantity(room)]);
    await this.#rpc.request("hardhat_setNextBlockBaseFeePerGas", ["0x0"]);
    const hashes: string[] = [];
    for (const { address, changes } of writing) {
      await this.#rpc.request("hardhat_setCode", [toHex(address), writes(changes)]);
      const gas = quantity(WRITE_GAS + (SLOT_GAS * changes.length) / PACKED_SLOT);
      const call = { from: WRITER, to: toHex(address), gas, maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0" };
      hashes.push(await this.#rpc.request<string>("eth_sendTransaction", [call]));
    }
    await this.#rpc.request("hardhat_mine", ["0x1", "0x1"]);
    for (const hash of hashes) {
      const receipt = await receiptOf(this.#rpc, hash);
      if (receipt?.status !== "0x1")
        throw new RunError({ code: "CHAIN_FAULT", expected: "storage to be written", found: JSON.stringify(receipt) });
    }
    if (room > this.#blockGasLimit) await this.#rpc.request("evm_setBlockGasLimit", [quantity(this.#blockGasLimit)]);
    for (const { address } of writing) await this.#setCode(toHex(address), this.#codes.get(toHex(address)) ?? "0x");
  }

  async #balances(addresses: readonly Uint8Array[]): Promise<bigint[]> {
    return Promise.all(
      addresses.map(async (address) =>
        BigInt(await this.#rpc.request<string>("eth_getBalance", [toHex(address), "latest"])),
      ),
    );
  }
}

/** A quantity without leading zeros, which hardhat_setStorageAt insists on. */
function short(slot: string): string {
  return `0x${slot.slice(2).replace(/^0+(?=.)/, "")}`;
}

/** Code that writes the slots: PUSH32 value, PUSH32 slot, SSTORE for each. */
function writes(changes: Uint8Array): string {
  let code = "0x";
  for (const [slot, value] of unpackStorage(changes)) code += `7f${toHex(value).slice(2)}7f${toHex(slot).slice(2)}55`;
  return code;
}
