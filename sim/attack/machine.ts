import type { BlockContext, CompleteOptions, FundedAccount } from "../chain/chain.ts";
import { deployGas } from "../chain/chain.ts";
import { delegationTo } from "../chain/delegation.ts";
import { sha256 } from "../core/canonical.ts";
import { emptyResults, Evm, SUCCEEDED } from "../evm/host/evm.ts";
import type { CallResults, TraceStep, ViewBatch } from "../evm/host/types.ts";
import type { Recorded, SentCall } from "./recording.ts";
import { SEQUENCE_START, CallSequence, type Place, type PackedSequence, type SequencePoint } from "./call-sequence.ts";

export interface Mark {
  readonly id: number;
  readonly place: Place;
  readonly point: SequencePoint;
}

export type { Place };

/** Gas of a deployment's block, and of blocks in which nothing is to be left out. */
const BLOCK_GAS = 1_000_000_000_000;
const KEEPING = { returnData: true };
/** Of one of the attacker's calls: what a transaction may have since osaka. */
export const CALL_GAS = 16_000_000;

/**
 * The engine as a search needs it: calls one by one within a block that stays open, and ways back. A block's environment
 * is that of the recording, so what is found is executed again on another chain in the same blocks.
 */
export class Machine {
  readonly evm: Evm;
  /** What was sent since it was last begun anew, for who wants to do it again. */
  readonly sequence = new CallSequence();
  readonly #options: CompleteOptions;
  readonly #results = emptyResults();
  /** The block that is open. */
  place: Place;
  /** The block that the engine is in: it learns of another one with the next call. */
  #entered: Place | undefined;
  /** Calls executed so far, honest ones included. */
  calls = 0;

  /** @param feedback whether compiled code tells its edges and comparisons, for searches */
  constructor(options: CompleteOptions, feedback = false) {
    this.#options = options;
    this.evm = Evm.create({ hardfork: options.hardfork, feedback });
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
    this.sequence.cut(SEQUENCE_START);
  }

  fund({ address, balance, delegate }: FundedAccount): void {
    const { nonce, code } = this.evm.account(address) ?? { nonce: 0n, code: new Uint8Array(0) };
    this.evm.setAccount(address, { balance, nonce, code: delegate ? delegationTo(delegate) : code });
  }

  setCode(address: Uint8Array, code: Uint8Array): void {
    const { balance, nonce } = this.evm.account(address) ?? { balance: 0n, nonce: 1n };
    this.evm.setAccount(address, { balance, nonce, code });
  }

  /** The address of the contract, or undefined where its constructor reverted. */
  deploy(sender: Uint8Array, initcode: Uint8Array, value = 0n): Uint8Array | undefined {
    this.#enter();
    const gasLimit = BigInt(deployGas(this.#options.hardfork));
    return this.evm.transact({ sender, to: null, value, data: initcode, gasLimit, gasPrice: 0n }).created;
  }

  /** Opens the next block. */
  open({ timestamp, prevrandao }: Omit<BlockContext, "baseFee">): void {
    this.place = { number: this.place.number + 1, timestamp, prevrandao };
  }

  /** The open block with another luck. */
  reopen(prevrandao: Uint8Array): void {
    this.place = { ...this.place, prevrandao };
  }

  /** Executes a call and remembers it on the sequence, whether it succeeds or not, which it answers. */
  send(call: SentCall): boolean {
    const before = this.sequence.point;
    this.sequence.batch.begin(call.sender, call.target, call.value, call.gasLimit);
    this.sequence.batch.body.append(call.data);
    return this.execute(before);
  }

  /**
   * Ends the call that was begun in the sequence's batch and executes it; where it fails, `forgetting` says whether nothing is
   * to be remembered. @returns whether it succeeded; `answer` has what it answered
   */
  execute(before: SequencePoint, forgetting = false): boolean {
    this.calls++;
    this.sequence.end(this.place);
    this.#enter();
    this.evm.runBlock(this.sequence.since(before), this.#results, KEEPING);
    const ok = this.#results.outcomes[0] === SUCCEEDED;
    if (!ok && forgetting) this.sequence.cut(before);
    return ok;
  }

  /** What the last call answered; good until the next. */
  get answer(): Uint8Array {
    const { returnBytes, returnOffsets } = this.#results;
    return returnBytes.subarray(returnOffsets[0], returnOffsets[1]);
  }

  /** Goes on from where the sequence begins by what a copy of it has up to a point. */
  resume(packed: PackedSequence, to: SequencePoint, place: Place): void {
    this.calls += to.calls;
    this.place = place;
    this.sequence.become(packed, to);
    if (this.#entered === undefined) this.#enter();
    const { batch, blocks } = this.sequence.upTo(to, place);
    this.evm.runBlocks(batch, blocks, this.#results);
    this.#entered = place;
  }

  /** Executes a call that leaves nothing behind with every instruction told, on the interpreter. */
  trace({ sender, target, value, data, gasLimit }: SentCall, onStep: (step: TraceStep) => void): void {
    this.calls++;
    this.#enter();
    this.evm.trace({ sender, to: target, value, data, gasLimit: BigInt(gasLimit), gasPrice: 0n }, onStep);
  }

  /** What a view answers; nothing when it fails. */
  view(target: Uint8Array, data: Uint8Array): Uint8Array {
    this.#enter();
    const { ok, returnData } = this.evm.view(new Uint8Array(20), target, data);
    return ok ? returnData : new Uint8Array(0);
  }

  views(batch: ViewBatch, results: CallResults): void {
    this.#enter();
    this.evm.runViews(batch, results);
  }

  mark(): Mark {
    return { id: this.evm.mark(), place: this.place, point: this.sequence.point };
  }

  /** Back to a mark, which stays; later ones are forgotten by whoever made them. */
  undo(mark: Mark): void {
    this.evm.undo(mark.id);
    this.place = mark.place;
    this.sequence.cut(mark.point);
  }

  forget(mark: Mark): void {
    this.evm.forget(mark.id);
  }

  close(): void {
    this.evm.close();
  }

  #enter(): void {
    if (this.#entered === this.place) return;
    const place = (this.#entered = this.place);
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
