import { admit } from "../admission.ts";
import type { CallBatch } from "../batch.ts";
import type { BlockContext, BlockResult, ChainOptions, MineOptions } from "../chain.ts";
import { BlockColumns } from "../columns.ts";
import { fromHex, quantity, toHex } from "../hex.ts";
import { Accounts } from "../hardhat/accounts.ts";
import { openNetwork, type Rpc } from "../hardhat/network.ts";
import { mineTransactions } from "../hardhat/transactions.ts";

/** An account as it stood before a block; contracts with all their storage, so that roots can be compared. */
export interface PrimedAccount {
  readonly address: Uint8Array;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
  readonly storage: readonly (readonly [slot: Uint8Array, value: Uint8Array])[];
}

/** One instruction as debug_traceTransaction tells it. */
export interface JudgeStep {
  readonly pc: number;
  readonly op: string;
  readonly gas: number;
  readonly depth: number;
}

const EMPTY_WORD = `0x${"00".repeat(32)}`;

/**
 * The Hardhat chain as a judge: is given the state before a block, executes the block as real transactions, and is asked
 * what came of it. Keeps what it was given last, so that the next block needs only what has changed.
 */
export class Judge {
  readonly #rpc: Rpc;
  readonly #blockGasLimit: number;
  readonly #columns = new BlockColumns();
  #base: string;
  #head = 0;
  #codes = new Map<string, string>();
  #storage = new Map<string, Map<string, string>>();
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

  /** Puts the chain where `number` is the next block's and the accounts stand as given. */
  async prime(number: number, accounts: readonly PrimedAccount[]): Promise<void> {
    if (number <= this.#head) await this.#rewind();
    const ahead = number - 1 - this.#head;
    if (ahead > 0) await this.#rpc.request("hardhat_mine", [quantity(ahead), "0x1"]);
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

  /** Tells the judge what a contract's storage is now, once the roots were found equal: the next prime builds on it. */
  agree(address: Uint8Array, storage: Iterable<readonly [Uint8Array, Uint8Array]>): void {
    this.#storage.set(
      toHex(address),
      new Map(Array.from(storage, ([slot, value]) => [toHex(slot), toHex(value)] as const)),
    );
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
    this.#storage = new Map();
    this.#accounts = new Accounts(this.#rpc);
  }

  async #put({ address, balance, nonce, code, storage }: PrimedAccount): Promise<void> {
    const at = toHex(address);
    await this.#accounts.open(address, balance);
    this.#accounts.expect(address, Number(nonce));
    await this.#accounts.settle(address);
    const hex = toHex(code);
    if ((this.#codes.get(at) ?? "0x") !== hex) {
      await this.#rpc.request("hardhat_setCode", [at, hex]);
      this.#codes.set(at, hex);
    }
    if (code.length > 0) await this.#putStorage(at, storage);
  }

  async #putStorage(at: string, storage: PrimedAccount["storage"]): Promise<void> {
    const known = this.#storage.get(at) ?? new Map<string, string>();
    const wanted = new Map(storage.map(([slot, value]) => [toHex(slot), toHex(value)] as const));
    for (const [slot, value] of wanted) {
      if (known.get(slot) !== value) await this.#rpc.request("hardhat_setStorageAt", [at, short(slot), value]);
    }
    for (const slot of known.keys()) {
      if (!wanted.has(slot)) await this.#rpc.request("hardhat_setStorageAt", [at, short(slot), EMPTY_WORD]);
    }
    this.#storage.set(at, wanted);
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
