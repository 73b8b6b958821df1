import type { BlockEnv } from "./types.ts";

/** A contract that the protocol itself has put on the chain, and calls at the start of each block. */
export interface SystemContract {
  readonly name: string;
  readonly address: Uint8Array;
  readonly code: Uint8Array;
  /** What the block calls it with; undefined: not at all. */
  readonly input: (block: BlockEnv) => Uint8Array | undefined;
}

/** The sender of system calls, in all of them. */
export const SYSTEM_ADDRESS = bytes("fffffffffffffffffffffffffffffffffffffffe");

/** By hardfork; a later one has those before it as well. */
export const SYSTEM_CONTRACTS: readonly SystemContract[] = [
  {
    name: "beacon roots (EIP-4788)",
    address: bytes("000f3df6d732807ef1319fb7b8bb8522d0beac02"),
    code: bytes(
      "3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c57" +
        "5f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500",
    ),
    input: ({ parentBeaconBlockRoot }) => parentBeaconBlockRoot,
  },
];

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
