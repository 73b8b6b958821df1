import { pushAll } from "../../core/many.ts";
import type { Hardfork } from "../../core/hardfork.ts";
import type { TrieAccount } from "../../evm/host/trie.ts";
import { admit, type Admission } from "../admission.ts";
import { type CallBatch, ViewBatch } from "../batch.ts";
import {
  type BlockContext,
  type BlockResult,
  type CompleteOptions,
  deployGas,
  type Deployment,
  type MineOptions,
  type ViewResult,
} from "../chain.ts";
import { BlockColumns, ViewColumns } from "../columns.ts";
import type { Head } from "../fast/fast-chain.ts";
import { fromHex, quantity, toHex } from "../codec/hex.ts";
import { Accounts } from "../hardhat/accounts.ts";
import { mineBlock, receiptOf, setNextBlock } from "../hardhat/block.ts";
import { openNetwork, type Rpc } from "../hardhat/network.ts";
import { mineTransactions } from "../hardhat/transactions.ts";
import { readViews } from "../hardhat/views.ts";
import { VIEWS_GAS } from "../view-records.ts";
import type { Mirror } from "./mirror.ts";
import { balancesCode, balancesOf, MAX_ASKED } from "./one-off-code.ts";
import { isGone, StateWriter } from "./state-writer.ts";
import type { Unwritten } from "./unwritten.ts";

/** One instruction as debug_traceTransaction tells it. */
export interface ReferenceStep {
  readonly pc: number;
  readonly op: string;
  readonly gas: number;
  readonly depth: number;
}

/** A frame of a transaction as its callTracer tells it. */
interface Frame {
  readonly from: string;
  readonly to?: string;
  readonly calls?: readonly Frame[];
}

/** A state to go back to, any number of times. */
export interface Place {
  edrId: string;
  readonly head: number;
  readonly timestamp: number;
}

/**
 * The Hardhat chain that the fast engine is compared with: it is given what has changed, executes blocks as real
 * transactions, and is asked what came of it.
 */
export class ReferenceReplay {
  readonly #rpc: Rpc;
  readonly #blockGasLimit: number;
  readonly #hardfork: Hardfork;
  readonly #columns = new BlockColumns();
  readonly #answers = new ViewColumns();
  readonly #snapshots = new Map<number, Place>();
  readonly #accounts: Accounts;
  readonly #writer: StateWriter;
  #head = 0;
  /** Of the head. */
  #timestamp: number;

  private constructor(rpc: Rpc, options: CompleteOptions) {
    this.#rpc = rpc;
    this.#blockGasLimit = options.blockGasLimit;
    this.#hardfork = options.hardfork;
    this.#head = options.genesisNumber;
    this.#timestamp = options.genesisTime;
    this.#accounts = new Accounts(rpc);
    this.#writer = new StateWriter(rpc, options.blockGasLimit);
  }

  static async open(options: CompleteOptions): Promise<ReferenceReplay> {
    return new ReferenceReplay(await openNetwork(options), options);
  }

  /**
   * Accounts that this chain may have of itself: its system contract, and who writes state, who is not there before it
   * has written, nor after a restore to a state before that.
   */
  async own(): Promise<{ readonly account: TrieAccount; readonly isThere: boolean }[]> {
    const [beacon, writer] = await Promise.all([this.account(BEACON_ROOTS), this.account(this.#writer.address)]);
    return [
      { account: beacon, isThere: true },
      { account: writer, isThere: writer.nonce > 0n },
    ];
  }

  /**
   * Puts the chain where that head is its own and accounts stand as told. False when an account that is gone stays in the
   * state, empty: it leaves when it is touched, and where the head is mined already there is no block to do that in.
   */
  async record(head: Head, unwritten: Unwritten): Promise<boolean> {
    const ahead = head.number - this.#head;
    await this.#skip(ahead - 1);
    await this.#writer.put(unwritten);
    if (ahead > 0 && this.#writer.wantsBlock(unwritten)) {
      await this.#writer.writeAtOnce(unwritten, head.baseFee, () => this.#mineEmpty(head));
      return true;
    }
    await this.#writer.writeEach(unwritten);
    if (ahead > 0) await this.#mineEmpty(head);
    return !unwritten.all().some((account) => isGone(account, unwritten));
  }

  /** Whether to write `news` alone, a request for each slot, is less work than to write `all` anew. */
  isLess(news: Unwritten, all: Unwritten): boolean {
    return this.#writer.isLess(news, all);
  }

  /** Which calls are transactions at all, of a block that comes next on what is not written too. */
  admit(context: BlockContext, calls: CallBatch, unwritten: Unwritten): Promise<Admission> {
    return admit(calls, context.baseFee ?? 0n, this.#blockGasLimit, this.#hardfork, (addresses) =>
      this.#balances(addresses, unwritten),
    );
  }

  /** Executes the block; results are valid until the next one. The mirror has the nonces of those who call. */
  async mine(
    context: BlockContext,
    calls: CallBatch,
    admission: Admission,
    options: MineOptions,
    mirror: Mirror,
  ): Promise<BlockResult> {
    for (let i = 0; i < calls.count; i++) await this.#letSend(calls.sender(i), mirror);
    const columns = this.#columns;
    columns.start(this.#head + 1, calls.count);
    await mineTransactions(this.#rpc, this.#accounts, context, calls, admission, options.returnData ?? false, columns);
    this.#advance(context);
    return columns;
  }

  /** The address of what was created; undefined when the creation failed. */
  async deploy(context: BlockContext, deployment: Deployment, mirror: Mirror): Promise<Uint8Array | undefined> {
    const { sender, initcode, value = 0n } = deployment;
    await this.#letSend(sender, mirror);
    const gas = deployGas(this.#hardfork);
    const raised = gas > this.#blockGasLimit;
    if (raised) await this.#rpc.request("evm_setBlockGasLimit", [quantity(gas)]);
    const hash = await this.#rpc.request<string>("eth_sendTransaction", [
      {
        from: toHex(sender),
        data: toHex(initcode),
        value: quantity(value),
        gas: quantity(gas),
        nonce: quantity(this.#accounts.nonce(sender)),
        maxFeePerGas: quantity(context.baseFee ?? 0n),
        maxPriorityFeePerGas: "0x0",
      },
    ]);
    await mineBlock(this.#rpc, context);
    this.#advance(context);
    if (raised) await this.#rpc.request("evm_setBlockGasLimit", [quantity(this.#blockGasLimit)]);
    const receipt = await receiptOf(this.#rpc, hash);
    return receipt?.status === "0x1" && receipt.contractAddress ? fromHex(receipt.contractAddress) : undefined;
  }

  /** Answers reads in a block that is the head's, on what is not written too; valid until the next. Nothing is mined for it. */
  async view(head: Head, views: ViewBatch, unwritten: Unwritten): Promise<ViewResult> {
    const ahead = head.number - this.#head;
    await this.#skip(ahead - 1);
    if (ahead > 0) await setNextBlock(this.#rpc, head);
    return readViews(this.#rpc, views, this.#answers, {
      in: ahead > 0 ? "pending" : "latest",
      on: unwritten.overrides(),
    });
  }

  /** The chain's next block, empty, so that what was told is in a root. */
  async seal(): Promise<void> {
    await this.#skip(1);
  }

  /** Of the head's block. */
  async stateRoot(): Promise<Uint8Array> {
    return fromHex(
      (await this.#rpc.request<{ stateRoot: string }>("eth_getBlockByNumber", ["latest", false])).stateRoot,
    );
  }

  async account(address: Uint8Array): Promise<TrieAccount> {
    const { nonce, balance, codeHash, storageHash } = await this.#rpc.request<{
      nonce: string;
      balance: string;
      codeHash: string;
      storageHash: string;
    }>("eth_getProof", [toHex(address), [], "latest"]);
    return {
      address,
      nonce: BigInt(nonce),
      balance: BigInt(balance),
      codeHash: fromHex(codeHash),
      storageRoot: fromHex(storageHash),
    };
  }

  async storage(address: Uint8Array, slot: Uint8Array): Promise<Uint8Array> {
    return fromHex(await this.#rpc.request<string>("eth_getStorageAt", [toHex(address), toHex(slot), "latest"]));
  }

  /** Accounts that transactions of the last block called, paid or created. */
  async met(): Promise<Uint8Array[]> {
    const found = new Set<string>();
    const visit = ({ from, to, calls }: Frame): void => {
      for (const at of [from, to]) if (at !== undefined) found.add(at);
      calls?.forEach(visit);
    };
    for (const hash of await this.#transactions())
      visit(await this.#rpc.request<Frame>("debug_traceTransaction", [hash, { tracer: "callTracer" }]));
    return [...found].map(fromHex);
  }

  /** Instructions of the nth transaction of the last block. */
  async trace(index: number): Promise<readonly ReferenceStep[]> {
    const options = { disableStorage: true, disableMemory: true, disableStack: true };
    const { structLogs } = await this.#rpc.request<{ structLogs: ReferenceStep[] }>("debug_traceTransaction", [
      (await this.#transactions())[index],
      options,
    ]);
    return structLogs;
  }

  async snapshot(id: number): Promise<void> {
    this.#snapshots.set(id, await this.place());
  }

  async restore(id: number): Promise<void> {
    await this.goBack(this.#snapshots.get(id)!);
    for (const later of this.#snapshots.keys()) if (later > id) this.#snapshots.delete(later);
  }

  /** Where the chain is. */
  async place(): Promise<Place> {
    const edrId = await this.#rpc.request<string>("evm_snapshot");
    return { edrId, head: this.#head, timestamp: this.#timestamp };
  }

  async goBack(place: Place): Promise<void> {
    await this.#rpc.request("evm_revert", [place.edrId]);
    place.edrId = await this.#rpc.request<string>("evm_snapshot"); // reverting has used it up
    this.#head = place.head;
    this.#timestamp = place.timestamp;
  }

  close(): Promise<void> {
    return this.#rpc.close();
  }

  async #transactions(): Promise<readonly string[]> {
    return (await this.#rpc.request<{ transactions: string[] }>("eth_getBlockByNumber", ["latest", false]))
      .transactions;
  }

  async #letSend(sender: Uint8Array, mirror: Mirror): Promise<void> {
    await this.#accounts.fund(sender);
    this.#accounts.stands(sender, Number(mirror.evm.account(sender)?.nonce ?? 0n));
  }

  /** A block with no calls of the run's. */
  async #mineEmpty(head: Head): Promise<void> {
    await mineBlock(this.#rpc, head);
    this.#advance(head);
  }

  #advance({ timestamp }: { readonly timestamp: number }): void {
    this.#head++;
    this.#timestamp = timestamp;
  }

  /**
   * Mines blocks a second apart, which is the least that lies between the run's own. Left to itself the chain stamps them by
   * the clock on the wall, and after a block that took long that is later than the run's next block.
   */
  async #skip(blocks: number): Promise<void> {
    if (blocks <= 0) return;
    await this.#rpc.request("evm_setNextBlockTimestamp", [this.#timestamp + 1]);
    await this.#rpc.request("hardhat_mine", [quantity(blocks), "0x1"]);
    this.#timestamp += blocks;
    this.#head += blocks;
  }

  /** In wei, all asked in few requests: a request for each would take as long as executing the account's call. */
  async #balances(addresses: readonly Uint8Array[], unwritten: Unwritten): Promise<bigint[]> {
    const found: bigint[] = [];
    for (let i = 0; i < addresses.length; i += MAX_ASKED) {
      const asked = addresses.slice(i, i + MAX_ASKED);
      const call = { data: balancesCode(asked), gas: quantity(VIEWS_GAS), gasPrice: "0x0" };
      const on = unwritten.balances(asked);
      pushAll(found, balancesOf(await this.#rpc.request<string>("eth_call", [call, "latest", on])));
    }
    return found;
  }
}

/** Where EIP-4788 puts the roots of the beacon chain; this chain has the contract from its genesis on. */
const BEACON_ROOTS = fromHex("000f3df6d732807ef1319fb7b8bb8522d0beac02");
