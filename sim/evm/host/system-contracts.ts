import { HARDFORKS, type Hardfork } from "../../core/hardfork.ts";
import type { BlockEnv } from "./types.ts";

/** A contract that the protocol itself has put on the chain, and calls at the start of each block. */
export interface SystemContract {
  readonly name: string;
  readonly since: Hardfork;
  readonly address: Uint8Array;
  readonly code: Uint8Array;
  /** What the block calls it with; undefined: not at all. */
  readonly input: (block: BlockEnv) => Uint8Array | undefined;
}

/** The sender of system calls, in all of them. */
export const SYSTEM_ADDRESS = bytes("fffffffffffffffffffffffffffffffffffffffe");

export const HISTORY_ADDRESS = bytes("0000f90827f1c53a10cb7a02335b175320002935");

const SYSTEM_CONTRACTS: readonly SystemContract[] = [
  {
    name: "beacon roots (EIP-4788)",
    since: "cancun",
    address: bytes("000f3df6d732807ef1319fb7b8bb8522d0beac02"),
    code: bytes(
      "3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c57" +
        "5f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500",
    ),
    input: ({ parentBeaconBlockRoot }) => parentBeaconBlockRoot,
  },
  {
    name: "block hashes (EIP-2935)",
    since: "prague",
    address: HISTORY_ADDRESS,
    code: bytes(
      "3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611f" +
        "ff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500",
    ),
    input: ({ parentHash }) => parentHash,
  },
];

/** The system contracts of a hardfork. */
export function systemContracts(hardfork: Hardfork): readonly SystemContract[] {
  const age = HARDFORKS.indexOf(hardfork);
  return SYSTEM_CONTRACTS.filter(({ since }) => HARDFORKS.indexOf(since) <= age);
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
