import { network } from "hardhat";
import { DEFAULT_HARDFORK, type Hardfork } from "../../../sim/core/hardfork.ts";
import { systemContracts } from "../../../sim/evm/host/system-contracts.ts";
import {
  BASE_FEE,
  COINBASE,
  PROBE,
  quantity,
  SENDER_BALANCE,
  SENDERS,
  toBytes,
  toHex,
  type FuzzAuthorization,
  type FuzzBlock,
  type FuzzCase,
  type FuzzTransaction,
  type Hex,
  type Outcome,
  type Outcomes,
} from "./case.ts";

/** State of an account with a hash for its storage, as eth_getProof tells it. */
export interface AccountState {
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly codeHash: Hex;
  readonly storageHash: Hex;
}

/** An instruction about to be executed, as debug_traceCall tells it. */
export interface TraceStep {
  readonly pc: number;
  readonly op: string;
  readonly gas: number;
  readonly gasCost: number;
  readonly depth: number;
}

interface Receipt {
  readonly status: Hex;
  readonly gasUsed: Hex;
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[];
  readonly contractAddress: Hex | null;
}

interface RpcBlock {
  readonly number: Hex;
  readonly hash: Hex;
  readonly timestamp: Hex;
  readonly mixHash: Hex;
  readonly baseFeePerGas: Hex;
  readonly miner: Hex;
  readonly gasLimit: Hex;
  readonly stateRoot: Hex;
  readonly transactions: readonly Hex[];
}

const BLOCK_GAS_LIMIT = 1n << 40n;
/** More than BLOCKHASH looks back. */
const BLOCKS_BEFORE = 300;

export interface RunHooks {
  readonly before?: () => Promise<void>;
  readonly after?: (blocks: readonly FuzzBlock[], outcomes: Outcomes) => Promise<void>;
}

/** Executes batches of cases on the Hardhat chain, each batch on the same base state. */
export class ReferenceChain {
  readonly #request: <T>(method: string, params?: readonly unknown[]) => Promise<T>;
  #snapshot: Hex = "0x";
  readonly #hashes = new Map<bigint, Uint8Array>();

  private constructor(request: <T>(method: string, params?: readonly unknown[]) => Promise<T>) {
    this.#request = request;
  }

  static async create(hardfork: Hardfork = DEFAULT_HARDFORK): Promise<ReferenceChain> {
    const { provider } = await network.create({
      network: "default",
      override: {
        accounts: [],
        hardfork,
        mining: { auto: false, interval: 0, mempool: { order: "fifo" } },
        blockGasLimit: BLOCK_GAS_LIMIT,
        initialBaseFeePerGas: BASE_FEE,
        initialDate: new Date("2030-01-01T00:00:00Z"),
        coinbase: COINBASE,
        throwOnTransactionFailures: false,
      },
    });
    const chain = new ReferenceChain(
      <T>(method: string, params: readonly unknown[] = []) => provider.request({ method, params }) as Promise<T>,
    );
    await chain.#prepare(hardfork);
    return chain;
  }

  async #prepare(hardfork: Hardfork): Promise<void> {
    for (const sender of SENDERS) {
      await this.#request("hardhat_impersonateAccount", [sender]);
      await this.#request("hardhat_setBalance", [sender, quantity(SENDER_BALANCE)]);
    }
    await this.#request("hardhat_setCode", [PROBE.address, PROBE.code]);
    // Where Hardhat has a stand-in that only reverts; it never calls any of them.
    for (const { address, code } of systemContracts(hardfork))
      await this.#request("hardhat_setCode", [toHex(address), toHex(code)]);
    await this.#request("hardhat_mine", [quantity(BLOCKS_BEFORE)]);
    for (let number = 0; number <= BLOCKS_BEFORE; number++) {
      const { hash } = await this.#request<RpcBlock>("eth_getBlockByNumber", [quantity(number), false]);
      this.#hashes.set(BigInt(number), toBytes(hash));
    }
    this.#snapshot = await this.#request("evm_snapshot");
  }

  /** Executes all cases in common blocks, one after the other. The hooks see the state before and after the blocks. */
  async run(
    cases: readonly FuzzCase[],
    { before, after }: RunHooks = {},
  ): Promise<{ blocks: FuzzBlock[]; outcomes: Outcomes }> {
    await this.place(cases);
    await before?.();
    const blocks: FuzzBlock[] = [];
    const outcomes: Outcome[][][] = cases.map(() => []);
    const count = Math.max(0, ...cases.map((one) => one.blocks.length));
    for (let index = 0; index < count; index++) {
      await this.#request("hardhat_setNextBlockBaseFeePerGas", [quantity(BASE_FEE)]);
      await this.#request("hardhat_setPrevRandao", [`0x${(index + 1).toString(16).repeat(64)}`]);
      const sent: Hex[][] = [];
      for (const { blocks: own } of cases) {
        const hashes: Hex[] = [];
        for (const transaction of own[index] ?? []) hashes.push(await this.#send(transaction));
        sent.push(hashes);
      }
      blocks.push(await this.#mine(sent.flat().length));
      for (const [i, hashes] of sent.entries()) {
        const list: Outcome[] = [];
        for (const hash of hashes) list.push(outcomeOf(await this.#request("eth_getTransactionReceipt", [hash])));
        outcomes[i]!.push(list);
      }
    }
    await after?.(blocks, outcomes);
    await this.reset();
    return { blocks, outcomes };
  }

  /** Puts the accounts of the cases into the state. */
  async place(cases: readonly FuzzCase[]): Promise<void> {
    for (const { accounts } of cases) {
      for (const { address, code, balance } of accounts) {
        if (code !== "0x") await this.#request("hardhat_setCode", [address, code]);
        if (balance !== "0x0") await this.#request("hardhat_setBalance", [address, balance]);
      }
    }
  }

  /** Back to the base state. */
  async reset(): Promise<void> {
    await this.#request("evm_revert", [this.#snapshot]);
    this.#snapshot = await this.#request("evm_snapshot");
  }

  /** The instructions that a transaction would execute in a next block. */
  async trace(transaction: FuzzTransaction): Promise<TraceStep[]> {
    const { structLogs } = await this.#request<{ structLogs: TraceStep[] }>("debug_traceCall", [
      this.#rpcTransaction(transaction),
      "latest",
      { disableStorage: true, disableMemory: true, disableStack: true },
    ]);
    return structLogs;
  }

  async account(address: Hex): Promise<AccountState> {
    const { balance, nonce, codeHash, storageHash } = await this.#request<
      Readonly<Record<"balance" | "nonce" | "codeHash" | "storageHash", Hex>>
    >("eth_getProof", [address, [], "latest"]);
    return { balance: BigInt(balance), nonce: BigInt(nonce), codeHash, storageHash };
  }

  #rpcTransaction({
    from,
    to,
    data,
    value,
    gas,
    tip,
    capAbove,
    accessList,
    authorizationList,
  }: FuzzTransaction): object {
    const price = BASE_FEE + BigInt(tip);
    return {
      from,
      ...(to === undefined ? {} : { to }),
      data,
      value,
      gas: quantity(gas),
      ...(capAbove === undefined
        ? { gasPrice: quantity(price) }
        : { maxFeePerGas: quantity(price + BigInt(capAbove)), maxPriorityFeePerGas: quantity(tip) }),
      ...(accessList === undefined ? {} : { accessList }),
      ...(authorizationList === undefined ? {} : { authorizationList: authorizationList.map(rpcAuthorization) }),
    };
  }

  #send(transaction: FuzzTransaction): Promise<Hex> {
    return this.#request("eth_sendTransaction", [this.#rpcTransaction(transaction)]);
  }

  async #mine(expected: number): Promise<FuzzBlock> {
    await this.#request("evm_mine");
    const block = await this.#request<RpcBlock>("eth_getBlockByNumber", ["latest", false]);
    if (block.transactions.length !== expected) {
      throw new Error(`the chain mined ${block.transactions.length} of ${expected} transactions`);
    }
    const hashes = this.#hashes;
    hashes.set(BigInt(block.number), toBytes(block.hash));
    return {
      number: BigInt(block.number),
      timestamp: BigInt(block.timestamp),
      prevrandao: block.mixHash,
      baseFee: BigInt(block.baseFeePerGas),
      coinbase: block.miner,
      gasLimit: BigInt(block.gasLimit),
      chainId: 31_337n,
      stateRoot: block.stateRoot,
      blockHash: (number) => hashes.get(number) ?? new Uint8Array(32),
    };
  }
}

function outcomeOf({ status, gasUsed, logs, contractAddress }: Receipt): Outcome {
  const succeeded = status === "0x1";
  return {
    succeeded,
    gasUsed: Number(gasUsed),
    logs: logs.map(({ address, topics, data }) => [address.toLowerCase() as Hex, topics, data] as const),
    ...(succeeded && contractAddress ? { created: contractAddress.toLowerCase() as Hex } : {}),
  };
}

function rpcAuthorization({ chainId, address, nonce, yParity, r, s }: FuzzAuthorization): object {
  return { chainId: quantity(chainId), address, nonce: quantity(nonce), yParity: quantity(yParity), r, s };
}
