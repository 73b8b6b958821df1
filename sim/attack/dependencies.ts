import * as Op from "../evm/opcodes.ts";
import { READER_ADDRESS } from "../chain/chain.ts";
import type { TraceStep } from "../evm/host/types.ts";
import { CALL_GAS, type Machine } from "./machine.ts";
import { balanceKey, slotKey } from "../evm/host/changes.ts";
import { hex } from "../core/canonical.ts";

/** Addresses of the contracts at work, by depth, as a trace is followed. */
export class FrameFollower {
  readonly #addresses: string[] = [];

  begin(target: Uint8Array): void {
    this.#addresses.length = 0;
    this.#addresses[0] = hex(target);
  }

  /** The account whose storage the step works on; the step is taken note of. */
  at({ depth, opcode, stack }: TraceStep): string {
    const address = this.#addresses[depth] ?? "";
    if (opcode === Op.CALL || opcode === Op.STATICCALL) this.#addresses[depth + 1] = addressWord(stack.at(-2) ?? 0n);
    else if (opcode === Op.DELEGATECALL || opcode === Op.CALLCODE) this.#addresses[depth + 1] = address;
    return address;
  }
}

export const addressWord = (word: bigint): string => BigInt.asUintN(160, word).toString(16).padStart(40, "0");
/** The key of what depends on the block. */
export const TIME_KEY = -1;
const TIMES: readonly number[] = [Op.TIMESTAMP, Op.NUMBER, Op.PREVRANDAO, Op.BLOCKHASH];

/** Tells what a view reads: slots, balances, and whether it looks at the block. */
export class DependencyTracer {
  readonly #machine: Machine;
  readonly #frames = new FrameFollower();

  constructor(machine: Machine) {
    this.#machine = machine;
    machine.fund({ address: READER_ADDRESS, balance: 0n });
  }

  /** Keys as the engine tells them of what was changed. */
  readBy(target: Uint8Array, data: Uint8Array): ReadonlySet<number> {
    const found = new Set<number>();
    this.#frames.begin(target);
    const call = { sender: READER_ADDRESS, target, value: 0n, data, gasLimit: CALL_GAS };
    // Nothing stays but the reader's nonce, which nobody looks at.
    this.#machine.trace(call, (step) => {
      const { opcode, stack } = step;
      const at = this.#frames.at(step);
      if (opcode === Op.SLOAD) found.add(slotKey(lowOf(at), Number(stack.at(-1)! & LOW)));
      else if (opcode === Op.BALANCE) found.add(balanceKey(Number(stack.at(-1)! & LOW)));
      else if (opcode === Op.SELFBALANCE) found.add(balanceKey(lowOf(at)));
      else if (TIMES.includes(opcode)) found.add(TIME_KEY);
    });
    return found;
  }
}

const LOW = 0xffff_ffffn;
/** The last four bytes of an address. */
const lowOf = (address: string): number => parseInt(address.slice(-8), 16);
