import * as Op from "../../evm/opcodes.ts";
import { HISTORY_ADDRESS, systemContracts } from "../../evm/host/system-contracts.ts";
import { InputError, RunError } from "../../core/errors/errors.ts";
import type { Changes } from "../../evm/host/changes.ts";
import { emptyResults, Evm } from "../../evm/host/evm.ts";
import { storageRoot } from "../../evm/host/trie.ts";
import type { CallBatch, ViewBatch } from "../batch.ts";
import {
  type BlockContext,
  type BlockResult,
  type Chain,
  type ChainOptions,
  type CompleteOptions,
  completeOptions,
  deployGas,
  type Deployment,
  type EngineName,
  type Fallback,
  type FundedAccount,
  type MineOptions,
  READER_ADDRESS,
  type ViewResult,
} from "../chain.ts";
import { checkTime } from "../check-time.ts";
import { assertNoContract, assertNonce, DelegatedAccounts, delegationTo } from "../delegation.ts";
import type { Mark, Reversible } from "../reversible.ts";
import type { LoadableState } from "../fork/loading.ts";
import { ViewColumns } from "../columns.ts";
import { toHex } from "../codec/hex.ts";
import type { RunBlockOptions } from "../../evm/host/types.ts";
import { mayAskBlockHash } from "../hazards/hazards.ts";
import { packViews, unpackViews, VIEWS_GAS } from "../view-records.ts";

/** Stands in for the contract that keeps block hashes: this engine has none to give, and so refuses who asks. */
const ASKS_BLOCK_HASH = Uint8Array.of(Op.PUSH1, 1, Op.NUMBER, Op.SUB, Op.BLOCKHASH, Op.STOP);

/** Whatever a block needs to be executed in, the head's while views are answered. */
export interface Head {
  readonly number: number;
  readonly timestamp: number;
  readonly prevrandao: Uint8Array;
  readonly baseFee: bigint;
}

/** While contracts are deployed, evaluations can begin anew on another engine. */
type Refusal = "ENGINE_UNSUPPORTED" | "ENGINE_LACKS_BLOCK_HASHES";

/** A place in the chain's past: a snapshot or a mark. */
interface Place {
  /** The engine's own name of it. */
  readonly evm: number;
  readonly head: Head;
  /** How many accounts had been opened. */
  readonly opened: number;
}

/**
 * Opens the engine of sim/evm behind the Chain interface.
 * @param readerCode Runtime code of contracts/harness/ViewReader, so that views mean the same on every engine.
 */
export function openFastChain(options: ChainOptions, readerCode: Uint8Array): FastChain {
  return new FastChain(completeOptions(options), readerCode);
}

/** What may be asked of the state at the head, and of its changes. */
export type FastState = Pick<
  Evm,
  "account" | "codeHash" | "commitment" | "dump" | "recomputeCommitment" | "recordChanges" | "storage"
>;

/** The fast engine. */
export class FastChain implements Chain, Reversible {
  readonly engine: EngineName = "fast";
  readonly fallbacks: readonly Fallback[] = [];
  readonly options: CompleteOptions;
  readonly #evm: Evm;
  readonly #results = emptyResults();
  readonly #answers = new ViewColumns();
  readonly #snapshots = new Map<number, Place>();
  readonly #marks = new Map<number, Place>();
  #head: Head;
  readonly #delegated = new DelegatedAccounts();
  readonly #opened = new Set<number>();
  /** The opened ones, in their order. */
  readonly #order: number[] = [];
  /** Of a snapshot or a mark: the later one has the higher number. */
  #nextPlace = 1;
  #askedBlockHash = false;
  #changes: Changes | undefined;

  constructor(options: CompleteOptions, readerCode: Uint8Array) {
    this.options = options;
    this.#evm = Evm.create({ hardfork: options.hardfork, unlimitedCode: options.allowUnlimitedContractSize });
    this.#head = {
      number: options.genesisNumber,
      timestamp: options.genesisTime,
      prevrandao: new Uint8Array(32),
      baseFee: 0n,
    };
    // As on the Hardhat chain, which has their code and never calls them: their storage stays empty on all engines.
    this.#evm.placeSystemContracts();
    if (options.hardfork !== "cancun")
      this.#evm.setAccount(HISTORY_ADDRESS, { balance: 0n, nonce: 1n, code: ASKS_BLOCK_HASH });
    this.#evm.setAccount(READER_ADDRESS, { balance: 0n, nonce: 1n, code: readerCode });
  }

  get head(): { readonly number: number; readonly timestamp: number } {
    return { number: this.#head.number, timestamp: this.#head.timestamp };
  }

  /** The head with the context of its block. */
  get headBlock(): Head {
    return this.#head;
  }

  /** For whoever compares it with another engine's. */
  get state(): FastState {
    return this.#evm;
  }

  /** For who puts a state in place that lies elsewhere. */
  get loadable(): LoadableState {
    return this.#evm;
  }

  /** Those that are recorded, if any are. */
  get changes(): Changes | undefined {
    return this.#changes;
  }

  /** Accounts that stand at the beginning, and mean the same on every state. */
  get ownAccounts(): readonly Uint8Array[] {
    return [READER_ADDRESS, ...systemContracts(this.options.hardfork).map(({ address }) => address)];
  }

  /** What calls, deployments and openings change from now on. */
  watch(): Changes {
    return (this.#changes ??= this.#evm.recordChanges());
  }

  /** Throws RunError STATE_DAMAGED when the tables do not hold what was written to them, whenever that was. */
  generationEnds(): void {
    const [written, found] = [this.#evm.commitment(), this.#evm.recomputeCommitment()];
    if (written === found) return;
    throw RunError.of("STATE_DAMAGED", {
      found: `another in the engine's tables, of commitment ${found.toString(16)}`,
      where: `block ${this.#head.number}, or one before it`,
      commitment: written.toString(16),
    });
  }

  fundAccounts(accounts: readonly FundedAccount[]): void {
    for (const { address, balance, delegate } of accounts) {
      const before = this.#evm.account(address);
      if (before) assertNoContract(address, before.code);
      this.#changes?.enter(address, before, delegate !== undefined);
      const nonce = before?.nonce ?? 0n;
      const code = delegate ? delegationTo(delegate) : (before?.code ?? new Uint8Array(0));
      if (delegate) this.#delegated.add(address);
      this.#evm.setAccount(address, { balance, nonce, code });
      const key = keyOf(address, 0);
      if (this.#opened.has(key)) continue;
      this.#opened.add(key);
      this.#order.push(key);
    }
  }

  async deploy(deployment: Deployment, context: BlockContext): Promise<Uint8Array> {
    const head = this.#enter(context, Math.max(this.options.blockGasLimit, deployGas(this.options.hardfork)));
    const { sender, initcode, value = 0n, label } = deployment;
    if (!this.#opened.has(keyOf(sender, 0))) throw unknownSender(sender);
    const result = this.#evm.transact({
      sender,
      to: null,
      value,
      data: initcode,
      gasLimit: BigInt(deployGas(this.options.hardfork)),
      maxFeePerGas: head.baseFee,
      maxPriorityFeePerGas: 0n,
    });
    this.#leave(head, "ENGINE_LACKS_BLOCK_HASHES");
    if (result.created !== undefined) {
      this.#refuseWhoMayAsk(result.created, label);
      return result.created;
    }
    throw RunError.of("DEPLOY_REVERTED", {
      expected: `${label ?? "a contract"} to be deployed`,
      found:
        result.outcome === "rejected" ? `a rejection: ${result.reason}` : `a revert with ${toHex(result.returnData)}`,
      where: label,
    });
  }

  view(batch: ViewBatch): ViewResult {
    const answers = this.#answers;
    answers.start(batch.count);
    this.#setBlock(this.#head, this.options.blockGasLimit);
    while (answers.count < batch.count) {
      const data = packViews(batch, answers.count);
      const { ok, returnData } = this.#evm.view(READER_ADDRESS, READER_ADDRESS, data, BigInt(VIEWS_GAS));
      if (!ok) throw RunError.of("CHAIN_FAULT", { expected: "an answer to views", found: "a revert" });
      unpackViews(returnData, answers);
    }
    this.#refuseBlockHash();
    return answers;
  }

  mine(
    context: BlockContext,
    calls: CallBatch,
    options: MineOptions & Pick<RunBlockOptions, "look"> = {},
  ): BlockResult {
    const { body, count, offsets, gasLimits, tips } = calls;
    for (let i = 0; i < count; i++) {
      if (!this.#opened.has(keyOf(body.bytes, offsets[i]!))) throw unknownSender(calls.sender(i));
    }
    const head = this.#enter(context, this.options.blockGasLimit);
    const delegated = this.#delegated.sendersOf(calls).map((sender) => [sender, this.#nonceOf(sender)] as const);
    const results = this.#results;
    this.#evm.runBlock({ count, bytes: body.bytes, offsets, gasLimits, tips }, results, options);
    for (const [sender, before] of delegated)
      assertNonce(sender, [before, this.#nonceOf(sender)], calls, results.outcomes);
    this.#leave(head);
    return {
      number: head.number,
      count,
      outcomes: results.outcomes,
      gas: results.gasUsed,
      returns: results.returnBytes.subarray(0, results.returnOffsets[count]),
      returnOffsets: results.returnOffsets,
      logs: results.logBytes.subarray(0, results.logLength),
      logCount: results.logCount,
      created: this.#evm.takeCreated(),
    };
  }

  #nonceOf(address: Uint8Array): number {
    return Number(this.#evm.account(address)?.nonce ?? 0n);
  }

  snapshot(): number {
    const id = this.#nextPlace++;
    this.#snapshots.set(id, this.#place(this.#evm.snapshot()));
    return id;
  }

  restore(id: number): void {
    const snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) {
      throw RunError.of("UNKNOWN_SNAPSHOT", { found: String(id) });
    }
    this.#evm.restore(snapshot.evm);
    this.#comeBackTo(id, snapshot);
  }

  mark(): Mark {
    const id = this.#nextPlace++;
    this.#marks.set(id, this.#place(this.#evm.mark()));
    return id as Mark;
  }

  undo(mark: Mark): void {
    const place = this.#marks.get(mark);
    if (place === undefined) throw RunError.of("UNKNOWN_MARK", { found: String(mark) });
    this.#evm.undo(place.evm);
    this.#comeBackTo(mark, place);
  }

  forget(mark: Mark): void {
    const place = this.#marks.get(mark);
    if (place === undefined) return;
    this.#marks.delete(mark);
    this.#evm.forget(place.evm);
  }

  #place(evm: number): Place {
    return { evm, head: this.#head, opened: this.#order.length };
  }

  /** What lies outside the engine's state; what came after the place is forgotten. */
  #comeBackTo(id: number, { head, opened }: Place): void {
    this.#head = head;
    this.#evm.takeCreated();
    while (this.#order.length > opened) this.#opened.delete(this.#order.pop()!);
    for (const [later, { evm }] of this.#snapshots) {
      if (later <= id) continue;
      this.#evm.release(evm);
      this.#snapshots.delete(later);
    }
    for (const later of this.#marks.keys()) if (later > id) this.#marks.delete(later);
  }

  /** The engine's commitment to its whole state, as writes kept it and as its tables hold it now: equal, or a fault. */
  commitments(): { readonly kept: bigint; readonly found: bigint } {
    return { kept: this.#evm.commitment(), found: this.#evm.recomputeCommitment() };
  }

  async storageRoot(address: Uint8Array): Promise<Uint8Array> {
    return storageRoot(this.#evm.storageEntries(address));
  }

  async close(): Promise<void> {
    this.#snapshots.clear();
    this.#evm.close();
  }

  #enter(context: BlockContext, gasLimit: number): Head {
    checkTime(context, this.#head);
    const { timestamp, prevrandao, baseFee = 0n } = context;
    const head = { number: this.#head.number + 1, timestamp, prevrandao: prevrandao.slice(), baseFee };
    this.#setBlock(head, gasLimit);
    return head;
  }

  #leave(head: Head, code: Refusal = "ENGINE_UNSUPPORTED"): void {
    this.#refuseBlockHash(code);
    this.#head = head;
  }

  #setBlock(head: Head, gasLimit: number): void {
    this.#evm.setBlock({
      number: BigInt(head.number),
      timestamp: BigInt(head.timestamp),
      prevrandao: head.prevrandao,
      baseFee: head.baseFee,
      coinbase: this.options.coinbase,
      gasLimit: BigInt(gasLimit),
      blobBaseFee: 1n,
      chainId: BigInt(this.options.chainId),
      blockHash: () => {
        this.#askedBlockHash = true;
        return new Uint8Array(32);
      },
    });
  }

  /** Told at once, not when it asks: so a run is on the right engine from its first generation on. */
  #refuseWhoMayAsk(address: Uint8Array, label = toHex(address)): void {
    if (!mayAskBlockHash(this.#evm.account(address)!.code)) return;
    throw InputError.of("ENGINE_LACKS_BLOCK_HASHES", {
      found: "one that may ask for the hash of a block",
      where: label,
    });
  }

  /** This engine makes no block headers, so there is no hash that it could give. */
  #refuseBlockHash(code: Refusal = "ENGINE_UNSUPPORTED"): void {
    if (!this.#askedBlockHash) return;
    throw InputError.of(code, {
      found: "one that asked for a block hash",
      where: `block ${this.#head.number + 1}`,
    });
  }
}

/** 48 bits of an address: enough to find a sender that was forgotten, and cheap on the hot path. */
function keyOf(bytes: Uint8Array, at: number): number {
  const high = (bytes[at + 14]! << 8) | bytes[at + 15]!;
  const low = ((bytes[at + 16]! << 24) | (bytes[at + 17]! << 16) | (bytes[at + 18]! << 8) | bytes[at + 19]!) >>> 0;
  return high * 4_294_967_296 + low;
}

function unknownSender(address: Uint8Array): RunError {
  return RunError.of("UNKNOWN_SENDER", { found: toHex(address) });
}
