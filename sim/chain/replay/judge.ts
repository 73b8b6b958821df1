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
import { VIEWS_GAS } from "../view-records.ts";
import type { ToldAccount } from "./case.ts";
import { balancesCode, balancesOf, MOST_ASKED, writingCode } from "./one-off-code.ts";

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
  readonly #genesisTime: number;
  readonly #columns = new BlockColumns();
  #base: string;
  #head = 0;
  /** Of the head. */
  #timestamp: number;
  #codes = new Map<string, string>();
  #accounts: Accounts;

  private constructor(rpc: Rpc, options: Required<ChainOptions>, base: string) {
    this.#rpc = rpc;
    this.#blockGasLimit = options.blockGasLimit;
    this.#genesisTime = this.#timestamp = options.genesisTime;
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
    if (between > 0) await this.#skip(between);
    if (atOnce) await this.#writeAtOnce(accounts, slots);
    else await this.#writeEach(accounts);
    this.#head = number - 1;
    const stand = await this.#balances(accounts.map(({ address }) => address));
    for (const [i, account] of accounts.entries()) await this.#put(account, stand[i]!);
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
    this.#timestamp = context.timestamp;
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
    this.#timestamp = this.#genesisTime;
    this.#codes = new Map();
    this.#accounts = new Accounts(this.#rpc);
  }

  /**
   * Mines blocks a second apart, which is the least that lies between the run's own. Left to itself the chain stamps them by
   * the clock on the wall, and after a block that took long that is later than the run's next block.
   */
  async #skip(blocks: number): Promise<void> {
    await this.#rpc.request("evm_setNextBlockTimestamp", [this.#timestamp + 1]);
    await this.#rpc.request("hardhat_mine", [quantity(blocks), "0x1"]);
    this.#timestamp += blocks;
  }

  /** Makes an account as told where it is not. The nonce of one without code is its own: no instruction can see it. */
  async #put({ address, balance, nonce, code }: ToldAccount, stands: bigint): Promise<void> {
    const at = toHex(address);
    await this.#accounts.open(address, stands === balance ? undefined : balance);
    if (code) await this.#setCode(at, toHex(code));
    if (!this.#codes.has(at)) return;
    this.#accounts.expect(address, Number(nonce));
    await this.#accounts.settle(address);
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
      await this.#rpc.request("hardhat_setCode", [toHex(address), writingCode(changes)]);
      const gas = quantity(WRITE_GAS + (SLOT_GAS * changes.length) / PACKED_SLOT);
      const call = { from: WRITER, to: toHex(address), gas, maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0" };
      hashes.push(await this.#rpc.request<string>("eth_sendTransaction", [call]));
    }
    await this.#skip(1);
    for (const hash of hashes) {
      const receipt = await receiptOf(this.#rpc, hash);
      if (receipt?.status !== "0x1")
        throw new RunError({ code: "CHAIN_FAULT", expected: "storage to be written", found: JSON.stringify(receipt) });
    }
    if (room > this.#blockGasLimit) await this.#rpc.request("evm_setBlockGasLimit", [quantity(this.#blockGasLimit)]);
    for (const { address } of writing) await this.#setCode(toHex(address), this.#codes.get(toHex(address)) ?? "0x");
  }

  /** In wei, all asked in few requests: a request for each would take as long as executing the account's call. */
  async #balances(addresses: readonly Uint8Array[]): Promise<bigint[]> {
    const found: bigint[] = [];
    for (let i = 0; i < addresses.length; i += MOST_ASKED) {
      const asked = addresses.slice(i, i + MOST_ASKED);
      const call = { data: balancesCode(asked), gas: quantity(VIEWS_GAS), gasPrice: "0x0" };
      found.push(...balancesOf(await this.#rpc.request<string>("eth_call", [call, "latest"])));
    }
    return found;
  }
}

/** A quantity without leading zeros, which hardhat_setStorageAt insists on. */
function short(slot: string): string {
  return `0x${slot.slice(2).replace(/^0+(?=.)/, "")}`;
}
