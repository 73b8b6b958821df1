import type { BlockContext, CompleteOptions, FundedAccount } from "../chain/chain.ts";
import { deployGas } from "../chain/chain.ts";
import { delegationTo } from "../chain/delegation.ts";
import { sha256 } from "../core/canonical.ts";
import { Evm } from "../evm/host/evm.ts";
import type { CallResults, TraceStep, ViewBatch } from "../evm/host/types.ts";
import type { Recorded, SentCall } from "./recording.ts";

export interface Answer {
  readonly ok: boolean;
  readonly data: Uint8Array;
}

/** Where the chain is: what a mark has to remember besides the state. */
export interface Place {
  readonly number: number;
  readonly timestamp: number;
  readonly prevrandao: Uint8Array;
}

export interface Mark {
  readonly id: number;
  readonly place: Place;
}

/** Gas of a deployment's block, and of blocks in which nothing is to be left out. */
const BLOCK_GAS = 1_000_000_000_000;
/** Of one of the attacker's calls: what a transaction may have since osaka. */
export const CALL_GAS = 16_000_000;

/**
 * The engine as a search needs it: calls one by one within a block that stays open, and ways back. A block's environment
 * is that of the recording, so what is found is executed again on another chain in the same blocks.
 */
export class Machine {
  readonly evm: Evm;
  readonly #options: CompleteOptions;
  place: Place;
  /** Calls executed so far, honest ones included. */
  calls = 0;

  constructor(options: CompleteOptions) {
    this.#options = options;
    this.evm = Evm.create({ hardfork: options.hardfork });
    this.evm.placeSystemContracts();
    this.place = { number: 0, timestamp: options.genesisTime, prevrandao: new Uint8Array(32) };
  }

  /** Does again what was recorded. */
  replay(recorded: readonly Recorded[]): void {
    for (const step of recorded) {
      if (step.kind === "fund") step.accounts.forEach((account) => this.fund(account));
      else if (step.kind === "deploy") {
        this.open(step.context);
        const { sender, initcode, value = 0n } = step.deployment;
        this.deploy(sender, initcode, value);
      } else {
        this.open(step.context);
        for (const call of step.calls) this.send(call);
      }
    }
  }

  fund({ address, balance, delegate }: FundedAccount): void {
    const { nonce, code } = this.evm.account(address) ?? { nonce: 0n, code: new Uint8Array(0) };
    this.evm.setAccount(address, { balance, nonce, code: delegate ? delegationTo(delegate) : code });
  }

  /** The address of the contract, or undefined where its constructor reverted. */
  deploy(sender: Uint8Array, initcode: Uint8Array, value = 0n): Uint8Array | undefined {
    const gasLimit = BigInt(deployGas(this.#options.hardfork));
    return this.evm.transact({ sender, to: null, value, data: initcode, gasLimit, gasPrice: 0n }).created;
  }

  /** Opens the next block. */
  open({ timestamp, prevrandao }: Omit<BlockContext, "baseFee">): void {
    this.#enter({ number: this.place.number + 1, timestamp, prevrandao });
  }

  /** The open block with another luck. */
  reopen(prevrandao: Uint8Array): void {
    this.#enter({ ...this.place, prevrandao });
  }

  send({ sender, target, value, data, gasLimit }: SentCall): Answer {
    this.calls++;
    const result = this.evm.transact({ sender, to: target, value, data, gasLimit: BigInt(gasLimit), gasPrice: 0n });
    return { ok: result.outcome === "succeeded", data: result.returnData };
  }

  /** The same with every instruction told, on the interpreter. */
  trace({ sender, target, value, data, gasLimit }: SentCall, onStep: (step: TraceStep) => void): Answer {
    this.calls++;
    const result = this.evm.trace(
      { sender, to: target, value, data, gasLimit: BigInt(gasLimit), gasPrice: 0n },
      onStep,
    );
    return { ok: result.outcome === "succeeded", data: result.returnData };
  }

  views(batch: ViewBatch, results: CallResults): void {
    this.evm.runViews(batch, results);
  }

  mark(): Mark {
    return { id: this.evm.mark(), place: this.place };
  }

  /** Back to a mark, which stays; later ones are forgotten by whoever made them. */
  undo(mark: Mark): void {
    this.evm.undo(mark.id);
    this.#enter(mark.place);
  }

  forget(mark: Mark): void {
    this.evm.forget(mark.id);
  }

  close(): void {
    this.evm.close();
  }

  #enter(place: Place): void {
    this.place = place;
    this.evm.setBlock({
      number: BigInt(place.number),
      timestamp: BigInt(place.timestamp),
      prevrandao: place.prevrandao,
      baseFee: 0n,
      coinbase: this.#options.coinbase,
      gasLimit: BigInt(BLOCK_GAS),
      blobBaseFee: 1n,
      chainId: BigInt(this.#options.chainId),
      blockHash: (number) => sha256("block hash", String(number)),
    });
  }
}
