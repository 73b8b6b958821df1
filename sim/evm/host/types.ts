/** An account as the world state sees it. Addresses are 20 bytes, slots, values and hashes 32 bytes, big-endian. */
export interface Account {
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code: Uint8Array;
}

/** What the block instructions answer, and what fees are charged by. */
export interface BlockEnv {
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly prevrandao: Uint8Array;
  readonly baseFee: bigint;
  readonly coinbase: Uint8Array;
  readonly gasLimit: bigint;
  readonly blobBaseFee: bigint;
  readonly chainId: bigint;
  /** Hash of the block before, which EIP-2935's contract is called with at the block's start. */
  readonly parentHash?: Uint8Array;
  /** Answers BLOCKHASH for the last 256 blocks; without it every hash is zero. */
  readonly blockHash?: (number: bigint) => Uint8Array;
  /** What EIP-4788's contract is called with at the block's start; without it, it is not. */
  readonly parentBeaconBlockRoot?: Uint8Array;
}

/** An account and its slots that a transaction pays for in advance (EIP-2930). */
export interface AccessListEntry {
  readonly address: Uint8Array;
  readonly storageKeys: readonly Uint8Array[];
}

/** Lets the code of `address` run for whoever signed it (EIP-7702); the zero address ends that. */
export interface Authorization {
  /** 0 for any chain. */
  readonly chainId: bigint;
  readonly address: Uint8Array;
  readonly nonce: bigint;
  readonly yParity: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

/** A transaction whose signature was already checked. `to` null creates a contract. */
export interface Transaction {
  readonly sender: Uint8Array;
  readonly to: Uint8Array | null;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly gasLimit: bigint;
  /** Checked when given; taken from the account when absent. */
  readonly nonce?: bigint;
  /** Either a gas price or both 1559 fees. */
  readonly gasPrice?: bigint;
  readonly maxFeePerGas?: bigint;
  readonly maxPriorityFeePerGas?: bigint;
  readonly accessList?: readonly AccessListEntry[];
  /** Present (even when empty) exactly on blob transactions. */
  readonly blobVersionedHashes?: readonly Uint8Array[];
  readonly maxFeePerBlobGas?: bigint;
  /** Present exactly on transactions that set code. Authorizations that are not valid are skipped, and cost all the same. */
  readonly authorizationList?: readonly Authorization[];
}

/** An event as the EVM emits it. */
export interface Log {
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}

/** Why a transaction was rejected: it leaves no trace in the state. */
export type RejectReason =
  | "INSUFFICIENT_FUNDS"
  | "INTRINSIC_GAS_TOO_LOW"
  | "NONCE_MISMATCH"
  | "NONCE_AT_MAXIMUM"
  | "SENDER_HAS_CODE"
  | "MAX_FEE_BELOW_BASE_FEE"
  | "PRIORITY_FEE_ABOVE_MAX_FEE"
  | "BLOCK_GAS_LIMIT"
  | "INITCODE_TOO_LARGE"
  | "BLOB_FEE_TOO_LOW"
  | "BLOB_CREATE"
  | "BLOB_COUNT"
  | "BLOB_VERSION"
  | "BLOB_GAS_LIMIT"
  | "AUTHORIZATION_LIST_EMPTY"
  | "SET_CODE_CREATE"
  | "TRANSACTION_TYPE"
  | "GAS_LIMIT_ABOVE_CAP"
  | "NUMBER_TOO_LARGE";

/** How a transaction ended, and what it returned and used. */
export interface TransactionResult {
  readonly outcome: "succeeded" | "reverted" | "rejected";
  /** For rejected: why. For reverted: the instruction REVERT, or any exceptional halt, out of gas among them. */
  readonly reason?: RejectReason | "REVERT" | "EXCEPTIONAL_HALT";
  readonly gasUsed: bigint;
  readonly returnData: Uint8Array;
  readonly logs: readonly Log[];
  /** Address of the contract a successful creation made. */
  readonly created?: Uint8Array;
}

export { NOT_INCLUDED, REJECTED, REVERTED, SUCCEEDED } from "../protocol.ts";

/**
 * An ordered list of calls, packed. A record is sender 20 | target 20 | value 32 (big-endian) | dataLength u32
 * (little-endian) | data. Arrays may be longer than `count` needs, so that one batch object serves many blocks.
 */
export interface CallBatch {
  count: number;
  bytes: Uint8Array;
  /** Where record i starts in `bytes`. */
  offsets: Uint32Array;
  gasLimits: Uint32Array;
  /** Whole wei per gas on top of the base fee. */
  tips: Float64Array;
}

/**
 * Blocks that a batch's calls are divided among, in their order. A record has 64 bytes: prevrandao 32 | number u64 |
 * timestamp u64 | base fee u64 | count of its calls u32 | 4 unused; numbers are little-endian. What is not in it (gas
 * limit, coinbase, chain id, blob base fee, block hashes) is that of `setBlock`. See `packBlocks`.
 */
export interface PackedBlocks {
  count: number;
  bytes: Uint8Array;
}

/** Views: a record is target 20 | dataLength u32 (little-endian) | data. All have the same sender. */
export interface ViewBatch {
  count: number;
  bytes: Uint8Array;
  offsets: Uint32Array;
  sender: Uint8Array;
  /** Gas limit of each view, intrinsic gas included as in eth_call. */
  gasLimit: number;
}

/** Columns, one row a call. The engine replaces the arrays when they are too short; rows past `count` are stale. */
export interface CallResults {
  count: number;
  outcomes: Uint8Array;
  gasUsed: Float64Array;
  /** Return data of call i is returnBytes[returnOffsets[i] .. returnOffsets[i + 1]]: revert data always, success data when asked. */
  returnBytes: Uint8Array;
  returnOffsets: Uint32Array;
  /**
   * Logs in order, packed: callIndex u32 LE | address 20 | topicCount u8 | topics 32 each | dataLength u32 LE | data;
   * `logLength` bytes of it are this block's, `logCount` logs.
   */
  logBytes: Uint8Array;
  logLength: number;
  logCount: number;
}

/** One instruction before it runs. */
export interface TraceStep {
  /** 0 for the outermost frame. */
  readonly depth: number;
  readonly pc: number;
  readonly opcode: number;
  readonly gas: bigint;
  /** From the bottom to the top. */
  readonly stack: readonly bigint[];
}

/** A look at the state between two calls of a block. */
export interface StateLook {
  /** The call, from 1 on, that is executed next. */
  readonly before: number;
  /** Called then; it may read, and must not execute or change anything. */
  readonly then: () => void;
}

/** What is kept of a block besides its outcomes. */
export interface RunBlockOptions {
  /** Also keep the return data of calls that succeeded. */
  readonly returnData?: boolean;
  /** Looks at the state, and at changes, in the middle of the batch. */
  readonly look?: StateLook | undefined;
}
