import { floorGas, intrinsicGas as intrinsicGasOf } from "../../../sim/evm/intrinsic.ts";

/** Bytes in hex with 0x: a case is plain data, so that it can be kept as JSON and sent to the chain as it is. */
export type Hex = `0x${string}`;

export interface FuzzAccount {
  readonly address: Hex;
  readonly code: Hex;
  /** Wei. */
  readonly balance: Hex;
}

/** Signed by whoever it delegates (EIP-7702). */
export interface FuzzAuthorization {
  readonly chainId: number;
  readonly address: Hex;
  readonly nonce: number;
  readonly yParity: number;
  readonly r: Hex;
  readonly s: Hex;
}

export interface FuzzTransaction {
  readonly from: Hex;
  /** Absent: creates a contract. */
  readonly to?: Hex;
  readonly data: Hex;
  readonly value: Hex;
  readonly gas: number;
  /** Wei a gas above the base fee; the fee cap of a 1559 transaction lies `capAbove` above it. */
  readonly tip: number;
  readonly capAbove?: number;
  readonly authorizationList?: readonly FuzzAuthorization[];
  readonly accessList?: readonly { readonly address: Hex; readonly storageKeys: readonly Hex[] }[];
}

/** Accounts, and blocks of transactions on them. Cases have no address in common, so many can share the blocks. */
export interface FuzzCase {
  readonly name: string;
  readonly accounts: readonly FuzzAccount[];
  readonly blocks: readonly (readonly FuzzTransaction[])[];
}

/** What a transaction did, as it is compared. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly gasUsed: number;
  /** Each log: address, topics, data. */
  readonly logs: readonly (readonly [address: Hex, topics: readonly Hex[], data: Hex])[];
  /** Address of the contract that a successful creation made. */
  readonly created?: Hex;
}

/** Environment of a block that was mined; the one that executes a case next to the chain takes it from there. */
export interface FuzzBlock {
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly prevrandao: Hex;
  readonly baseFee: bigint;
  readonly coinbase: Hex;
  readonly gasLimit: bigint;
  readonly chainId: bigint;
  readonly stateRoot: Hex;
  /** Of earlier blocks. */
  readonly blockHash: (number: bigint) => Uint8Array;
}

/** Outcomes[case][block][transaction]. */
export type Outcomes = readonly (readonly (readonly Outcome[])[])[];

/** Wei a gas of every block. */
export const BASE_FEE = 1_000n;
/** Accounts that send the transactions; they have no code, and 2^100 wei each at the start. */
export const SENDERS: readonly Hex[] = [1, 2, 3, 4].map((i): Hex => `0x5e4d${i.toString(16).padStart(36, "0")}`);
export const SENDER_BALANCE = 1n << 100n;
export const COINBASE: Hex = `0x${"c0".repeat(20)}`;
/** Calls the address in the first word of its calldata with the rest, and logs success, size and hash of the answer. */
export const PROBE: FuzzAccount = {
  address: `0x9406e${"0".repeat(34)}1`,
  code: "0x602036038060205f375f5f825f345f355af13d5f5f3e3d5f205f523d9060205fa200",
  balance: "0x0",
};

export function toBytes(hex: Hex): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.length % 2 === 0 ? hex.slice(2) : `0${hex.slice(2)}`, "hex"));
}

export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

export function quantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}

/** Gas that a transaction must have to be accepted under every hardfork. */
export function intrinsicGas({
  to,
  data,
  accessList = [],
  authorizationList,
}: Pick<FuzzTransaction, "to" | "data" | "accessList" | "authorizationList">): number {
  const intrinsic = intrinsicGasOf({
    authorizationList,
    to: to === undefined ? null : toBytes(to),
    data: toBytes(data),
    accessList: accessList.map(({ address, storageKeys }) => ({
      address: toBytes(address),
      storageKeys: storageKeys.map(toBytes),
    })),
  });
  return Math.max(intrinsic, floorGas(toBytes(data), "osaka"));
}
