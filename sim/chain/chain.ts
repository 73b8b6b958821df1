import type { EngineName } from "../core/engines.ts";
import { DEFAULT_HARDFORK, type Hardfork } from "../core/hardfork.ts";
import { MAX_TRANSACTION_GAS } from "../evm/limits.ts";
import { NOT_INCLUDED, REJECTED, REVERTED, SUCCEEDED } from "../evm/protocol.ts";
import type { MaybePromise } from "../core/task.ts";
import type { CallBatch, ViewBatch } from "./batch.ts";
import type { StateSource } from "./fork/state-source.ts";

export { ENGINES, type EngineName } from "../core/engines.ts";

/** The caller of every view (its `msg.sender` and `tx.origin`), an account of the simulator. */
export const READER_ADDRESS = Uint8Array.from([
  0x52, 0x45, 0x77, 0x61, 0x52, 0x64, 0x53, 0x43, 0x61, 0x50, 0x65, 0, 0, 0, 0, 0, 0, 0x7e, 0xad, 0xe2,
]);

export const DEFAULT_CHAIN_ID = 31_337;

/** Options without a state, which lies in the chain itself and in no message to another process. */
export type CompleteOptions = Required<Omit<ChainOptions, "state">>;

/** Options with what they leave out. */
export function completeOptions({ state: _, ...options }: ChainOptions): CompleteOptions {
  return {
    chainId: DEFAULT_CHAIN_ID,
    hardfork: DEFAULT_HARDFORK,
    allowUnlimitedContractSize: false,
    genesisNumber: 0,
    exactGas: false,
    ...options,
  };
}

/** Gas of a deployment; its block has room for it, however small blocks are. Since osaka as much as a transaction may have. */
export function deployGas(hardfork: Hardfork): number {
  return hardfork === "osaka" ? MAX_TRANSACTION_GAS : 30_000_000;
}

/**
 * What became of a call. The numbers are part of the event log's encoding.
 * - succeeded, reverted: it was executed, and its sender's nonce moved.
 * - rejected: never a transaction. Its gas limit is below the intrinsic gas or the floor of its data (EIP-7623), or above
 *   what a transaction may have (EIP-7825), or it could not pay: value + gasLimit *
 *   (baseFee + tip) is more than the sender's balance at the start of the block less the same sum over its earlier
 *   calls of the block that were not rejected. What the sender may receive within the block does not count, as in the
 *   pool of a node. Later calls of the sender are unaffected.
 * - notIncluded: at its turn its gas limit exceeded the block gas limit less the gas used by the calls before it, or
 *   an earlier call of the same sender in this block was not included (its nonce would leave a gap). Calls of other
 *   senders go on, and a smaller one may still fit. It is dropped, never kept for the next block.
 */
export const Outcome = {
  succeeded: SUCCEEDED,
  reverted: REVERTED,
  rejected: REJECTED,
  notIncluded: NOT_INCLUDED,
} as const;

/** What the simulator decides about a block; its number is the head's plus one. */
export interface BlockContext {
  /** Seconds; greater than the head's. */
  readonly timestamp: number;
  /** 32 bytes. */
  readonly prevrandao: Uint8Array;
  /** Wei per gas; 0 unless a scenario prices gas. */
  readonly baseFee?: bigint;
}

export interface MineOptions {
  /** Return data of successful calls too. That of reverted calls always comes. Costs a trace a call on *transactions*. */
  readonly returnData?: boolean;
}

/** Outcomes of a block, in the order of its calls, in columns that the engine owns: valid until its next `mine`. */
export interface BlockResult {
  readonly number: number;
  readonly count: number;
  /** `Outcome`, one a call. */
  readonly outcomes: Uint8Array;
  /** Gas used, refunds taken off; 0 for calls rejected or not included. */
  readonly gas: Float64Array;
  /** Return data of call i: `returns[returnOffsets[i] .. returnOffsets[i + 1])`. */
  readonly returns: Uint8Array;
  readonly returnOffsets: Uint32Array;
  /** Logs in order: call index u32 LE, address 20, topic count u8, topics 32 each, data length u32 LE, data. */
  readonly logs: Uint8Array;
  readonly logCount: number;
  /**
   * Addresses of the contracts that were created since the block before, by this block's calls or deployments in between,
   * and that were there when their transaction ended; in the order of the addresses.
   */
  readonly created: readonly Uint8Array[];
}

/** Answers to a `ViewBatch`, in its order; valid until the next `view`. */
export interface ViewResult {
  readonly count: number;
  /** 1 answered, 0 reverted (its data is then the revert's). */
  readonly ok: Uint8Array;
  readonly data: Uint8Array;
  readonly offsets: Uint32Array;
}

/** An account that may send calls. */
export interface FundedAccount {
  readonly address: Uint8Array;
  /** Wei. */
  readonly balance: bigint;
  /** The contract whose code runs for it from now on (EIP-7702), 20 bytes. */
  readonly delegate?: Uint8Array;
}

export interface Deployment {
  /** 20 bytes; an account that was funded. */
  readonly sender: Uint8Array;
  /** Creation code with the constructor's arguments. */
  readonly initcode: Uint8Array;
  readonly value?: bigint;
  readonly label?: string;
}

/**
 * Batching hazards: what a contract could observe of being driven in one transaction (stable names):
 * - TX_ORIGIN, CODE_SIZE, CODE_HASH, CODE_COPY: it asks who pays, or what code an account has. Agents have some.
 * - BLOCK_HASH: it asks for the hash of a block, which depends on the transactions in it.
 * - TRANSIENT_STORAGE: it leaves something there that a later call of the block would find.
 * - GAS: it looks at the gas left or limits a call's: storage is cheaper when another call has touched it.
 * - CREATE: it creates contracts while blocks are mined, which nobody has looked at (and could destroy them).
 * - DELEGATION: accounts have code of their own (EIP-7702), where the shell would have to stand.
 */
export type UnsupportedReason =
  | "TX_ORIGIN"
  | "CODE_SIZE"
  | "CODE_HASH"
  | "CODE_COPY"
  | "BLOCK_HASH"
  | "TRANSIENT_STORAGE"
  | "GAS"
  | "CREATE"
  | "DELEGATION";

/**
 * Why one block cannot be vouched for when batched, and is mined as transactions:
 * - GAS_PRICE: a base fee or a tip, which every agent would have to pay by itself; or the scenario prices gas off chain,
 *   and the gas of each call has to be known.
 * - BLOCK_GAS: the gas limits of its calls come near the block's.
 * - GAS_LIMIT: a call used so much of its gas limit that it might run out as a transaction; also when a contract calls
 *   an agent with data, because the shell at its address then burns the gas.
 * - HARNESS_GAS: the harness ran out of gas itself, on return data beyond measure.
 */
export type FallbackReason = "GAS_PRICE" | "BLOCK_GAS" | "GAS_LIMIT" | "HARNESS_GAS";

/** Why what was asked of one engine is executed by another: from now on (unsupported), or for single blocks (fallback). */
export interface Fallback {
  readonly from: EngineName;
  readonly to: EngineName;
  readonly reason: UnsupportedReason | FallbackReason;
  /** The contract that could observe the difference, by label or address. */
  readonly contract: string;
}

/** What a chain is opened with. */
export interface ChainOptions {
  /**
   * Gas of a block; calls that do not fit are `notIncluded`. *Batched* mines a block as transactions when the gas limits
   * of its calls come near it: where full blocks are not what is studied, 100 billion costs nothing.
   */
  readonly blockGasLimit: number;
  /** Seconds; of the genesis block. */
  readonly genesisTime: number;
  /** 20 bytes; receives tips. */
  readonly coinbase: Uint8Array;
  readonly chainId?: number;
  /** The newest unless given. */
  readonly hardfork?: Hardfork;
  /** Lifts the limits of code and creation code (EIP-170, EIP-3860). */
  readonly allowUnlimitedContractSize?: boolean;
  /** Number of the genesis block; 0 unless the chain goes on from another's state. */
  readonly genesisNumber?: number;
  /** The first state; empty unless given. */
  readonly state?: StateSource;
  /** The gas of each call is asked for, which *batched* does not know: blocks are then mined as transactions. */
  readonly exactGas?: boolean;
}

/**
 * Executes blocks of calls on EVM bytecode. Deliberately small: what an agent is, what a reward is worth and who
 * survives is not known here. One caller at a time; every engine passes sim/conformance/engines/. What may come at once
 * (`Soon`) does so on an engine that need not wait.
 */
export interface Chain {
  /** The engine that executes: not the one asked for once a contract is there that could observe the difference. */
  readonly engine: EngineName;
  /** Each reason once a contract. */
  readonly fallbacks: readonly Fallback[];
  readonly options: CompleteOptions;
  readonly head: { readonly number: number; readonly timestamp: number };

  /**
   * Makes accounts able to send calls, gives each its balance in wei, and delegates those that have a delegate. Before or
   * between blocks; neither a transfer nor a transaction, so no nonce moves. Delegation needs prague. Throws InputError
   * ACCOUNT_HAS_CODE where a contract stands.
   */
  fundAccounts(accounts: readonly FundedAccount[]): MaybePromise<void>;

  /** Deploys in a block of its own. Throws RunError DEPLOY_REVERTED with the reason. @returns 20 bytes. */
  deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array>;

  /** Answers reads on the state at the head. A read that reverts is an answer. */
  view(batch: ViewBatch): MaybePromise<ViewResult>;

  /** Mines one block of the calls in their order. */
  mine(context: BlockContext, calls: CallBatch, options?: MineOptions): MaybePromise<BlockResult>;

  /** Remembers the state at the head, the head included. Snapshots nest; restoring one forgets later ones. */
  snapshot(): MaybePromise<number>;
  /** Back to a snapshot, which stays valid for further restores. */
  restore(id: number): MaybePromise<void>;

  /** Told once, when the set-up is over and agents are to come: what an engine is checked by may look at it all. */
  genesisEnds?(): MaybePromise<void>;
  /** Told at the end of each generation, how many have ended: the engine checks itself then. */
  generationEnds?(ended: number): MaybePromise<void>;

  /** Root of a contract's storage trie, to compare engines. */
  storageRoot(address: Uint8Array): Promise<Uint8Array>;

  /** Frees what it holds. Nothing may be asked of it afterwards. */
  close(): Promise<void>;
}
