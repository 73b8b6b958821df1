import { encodeAbiParameters, parseAbi } from "viem";
import { fromHex } from "../chain/codec/hex.ts";
import { harnessArtifact } from "../chain/harness-artifact.ts";
import { createAddress, roleAddress } from "../scenario/addresses.ts";
import type { Target } from "./surface.ts";
import type { World } from "./world.ts";

/** What flash loans cost, in millionths of a loan. */
export interface FlashOptions {
  readonly fee: number;
}

/** A lender that the scenario does not name: lends any holding within a call. */
export interface Lender {
  readonly target: Target;
  readonly owner: Uint8Array;
  readonly initcode: Uint8Array;
  readonly fee: number;
}

const ABI = parseAbi(["function lend(address token, uint256 amount)", "function lendEther(uint256 amount) payable"]);

/** Where the lender of a world stands: the first contract of an account of its own. */
export function lenderOf(world: World, { fee }: FlashOptions): Lender {
  const owner = roleAddress(world.inputs.seed, "flash lender");
  const code = fromHex(harnessArtifact("FlashLender").bytecode as `0x${string}`);
  const argument = fromHex(encodeAbiParameters([{ type: "uint256" }], [BigInt(fee)]));
  const initcode = new Uint8Array(code.length + argument.length);
  initcode.set(code);
  initcode.set(argument, code.length);
  return { owner, initcode, fee, target: { name: "flash lender", address: createAddress(owner, 0), abi: ABI } };
}
