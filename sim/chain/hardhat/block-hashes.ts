import type { Hardfork } from "../../core/hardfork.ts";
import { HISTORY_ADDRESS, systemContracts } from "../../evm/host/system-contracts.ts";
import { HISTORY_WINDOW } from "../../evm/limits.ts";
import type { CallBatch } from "../batch.ts";
import { quantity, toHex } from "../codec/hex.ts";
import { asksHistory } from "../hazards/hazards.ts";
import type { Rpc } from "./network.ts";

/**
 * The block hashes of EIP-2935 on the Hardhat chain, which puts code there that only says that it is not supported, and
 * never calls it. From the first contract on that may ask, the protocol's own code stands there, and before each block
 * the hash of the one before is written where the protocol's call would. Other runs pay nothing.
 */
export class BlockHashes {
  readonly #rpc: Rpc;
  readonly #code: Uint8Array | undefined;
  #asked = false;
  /** Whether code and earlier hashes are there now: going back to a state before takes them away. */
  placed = false;

  constructor(rpc: Rpc, hardfork: Hardfork) {
    this.#rpc = rpc;
    this.#code = systemContracts(hardfork).find(({ address }) => address === HISTORY_ADDRESS)?.code;
  }

  /** Looks at code that is about to run, or may be called. */
  watch(code: Uint8Array): void {
    this.#asked ||= this.#code !== undefined && asksHistory(code);
  }

  /** Whether a call of the block goes to the contract itself. */
  calledBy(calls: CallBatch): boolean {
    if (this.#code === undefined) return false;
    for (let i = 0; i < calls.count; i++)
      if (Buffer.compare(calls.target(i), HISTORY_ADDRESS) === 0) return (this.#asked = true);
    return false;
  }

  /** What the protocol does before the block behind `head`, with all earlier blocks the first time. */
  async beforeBlock(head: number): Promise<void> {
    if (!this.#asked) return;
    if (!this.placed) {
      this.placed = true;
      await this.#rpc.request("hardhat_setCode", [toHex(HISTORY_ADDRESS), toHex(this.#code!)]);
      for (let number = Math.max(0, head - HISTORY_WINDOW + 1); number < head; number++) await this.#write(number);
    }
    await this.#write(head);
  }

  async #write(number: number): Promise<void> {
    const { hash } = await this.#rpc.request<{ hash: string }>("eth_getBlockByNumber", [quantity(number), false]);
    const slot = quantity(number % HISTORY_WINDOW);
    await this.#rpc.request("hardhat_setStorageAt", [toHex(HISTORY_ADDRESS), slot, hash]);
  }
}
