import { signedAuthorizations } from "./authorizations.ts";
import { DEFAULT_HARDFORK, HARDFORKS, type Hardfork } from "../../core/hardfork.ts";
import { InputError, RunError } from "../../core/errors/errors.ts";
import { runCalls, runViewBatch } from "./batches.ts";
import { Changes } from "./changes.ts";
import { CodeCache } from "./code-cache.ts";
import { Engine } from "./engine.ts";
import * as at from "../layout.ts";
import { Feedback } from "./feedback.ts";
import { unpackLogs } from "./logs.ts";
import { Marks, type OpenMark } from "./marks.ts";
import {
  MODE_AUTO,
  MODE_COMPILED,
  MODE_INTERPRETED,
  STATUS_REVERT,
  TX_BLOBS,
  TX_CREATE,
  TX_VIEW,
} from "../protocol.ts";
import { PACKED_SLOT } from "./packed.ts";
import { checkBlocks, lastBlock } from "./packed-blocks.ts";
import { collected, dumpState, loadState, putSnapshot, takeSnapshot, type Snapshot } from "./state.ts";
import type {
  Account,
  BlockEnv,
  CallBatch,
  CallResults,
  PackedBlocks,
  RunBlockOptions,
  TraceStep,
  Transaction,
  TransactionResult,
  ViewBatch,
} from "./types.ts";
import { SYSTEM_ADDRESS, systemContracts } from "./system-contracts.ts";
import { feesOf, whyRejected } from "./validate.ts";

export * from "./types.ts";
export type { Comparison, Feedback } from "./feedback.ts";
export type { TakenComparisons } from "./taken-comparisons.ts";
export { unpackLogs } from "./logs.ts";
export { packBlocks } from "./packed-blocks.ts";

/** What an engine is made with. */
export interface EvmOptions {
  /**
   * `compiled` compiles all code that can be compiled, init code included; `interpreted` compiles none; `auto` (default)
   * compiles deployed code once the gas spent interpreting it outweighs its compilation.
   */
  readonly mode?: "auto" | "compiled" | "interpreted";
  /**
   * For searches: compiled code counts which way its branches go, and records what it compares (`feedback`). Then `mode`
   * is `compiled` by default; what is interpreted tells nothing.
   */
  readonly feedback?: boolean;
  /** Bytes of linear memory the engine may use, at most and by default 4 GiB; 1152 MiB of it are reserved addresses. */
  readonly maxMemory?: number;
  /** By default the newest. */
  readonly hardfork?: Hardfork;
  /** Lifts the limits of code and init code (EIP-170, EIP-3860), as development nodes can. */
  readonly unlimitedCode?: boolean;
  /**
   * Two rules of prague as they were when the official tests of that release were filled, before the hardfork was final:
   * refunds come off what the calldata's floor demands, and EXTCODE* see the first two bytes of a delegation only. For
   * those tests; no chain has these rules.
   */
  readonly draft?: "pectra-devnet-5";
}

const MODES = { auto: MODE_AUTO, compiled: MODE_COMPILED, interpreted: MODE_INTERPRETED } as const;
const WORD = at.SCRATCH_HOST_WORD;
const WORD_SIZE = 32;
const FOUR_GIB = 2 ** 32;
const MIN_MEMORY = at.HEAP + 8 * 2 ** 20;
const MAX_GAS = (1n << 63n) - 1n;

/**
 * The EVM of hardforks cancun, prague and osaka on WebAssembly, with its state in one linear memory. Synchronous,
 * deterministic, knows nothing of blocks as a chain: `setBlock` gives the environment, `beginBlock` makes system calls
 * too; no block rewards.
 *
 * When a resource limit of the engine is met (EVM_MEMORY_LIMIT and its kin, a RunError), the state in its midst is lost:
 * everything but `restore` and `load` is then refused with EVM_BROKEN.
 *
 * @example
 * const evm = Evm.create();
 * evm.setBlock(env);
 * evm.setAccount(sender, { balance: 10n ** 18n, nonce: 0n, code: new Uint8Array() });
 * const { created } = evm.transact({ sender, to: null, value: 0n, data: initCode, gasLimit: 3_000_000n, gasPrice: 1n });
 */
export class Evm {
  readonly hardfork: Hardfork;
  /** With the option `feedback`. */
  readonly feedback: Feedback | undefined;
  readonly #engine: Engine;
  readonly #unlimitedCode: boolean;
  readonly #codes: CodeCache;
  readonly #marks: Marks;
  readonly #snapshots = new Map<number, { readonly state: Snapshot; marks: OpenMark[] }>();
  #nextSnapshot = 1;
  #block: BlockEnv | undefined;
  #broken = false;
  #changes: Changes | undefined;
  #look: (() => void) | undefined;
  #onTouch: ((address: Uint8Array, slot: Uint8Array | undefined) => void) | undefined;
  #onStep: ((step: TraceStep) => void) | undefined;
  #onPrecompile: ((id: number, input: Uint8Array) => void) | undefined;

  private constructor(options: EvmOptions) {
    this.hardfork = options.hardfork ?? DEFAULT_HARDFORK;
    const codes: { cache?: CodeCache } = {};
    this.#engine = new Engine(
      {
        blockHash: (number) => this.#block?.blockHash?.(number) ?? new Uint8Array(32),
        compile: (code) => codes.cache!.compile(code),
        precompile: (id, input) => this.#onPrecompile?.(id, input),
        step: (depth, pc, opcode, gas, height, top) => {
          const stack: bigint[] = [];
          for (let i = height; i > 0; i--) stack.push(this.#engine.readBigInt((top >>> 0) - 32 * i));
          this.#onStep?.({ depth, pc, opcode, gas, stack });
        },
        look: () => this.#look?.(),
        touched: (entry, isSlot) => {
          const account = isSlot ? this.#engine.global(entry + at.S_ACCOUNT) : entry;
          const address = this.#engine.readAddress(account + at.A_ADDRESS);
          this.#onTouch?.(address, isSlot ? this.#engine.readWord(entry + at.S_KEY) : undefined);
        },
      },
      Math.min(options.maxMemory ?? FOUR_GIB, FOUR_GIB),
      this.hardfork,
    );
    this.#codes = codes.cache = new CodeCache(this.#engine, this.hardfork, options.feedback ?? false);
    this.#marks = new Marks(this.#engine);
    if (options.feedback) this.feedback = new Feedback(this.#engine);
    this.#engine.view.setUint32(at.E_DRAFT, options.draft ? 1 : 0, true);
    this.#unlimitedCode = options.unlimitedCode ?? false;
    this.#engine.view.setUint32(at.E_UNLIMITED_CODE, this.#unlimitedCode ? 1 : 0, true);
    this.#engine.view.setUint32(at.E_MODE, MODES[options.mode ?? (options.feedback ? "compiled" : "auto")], true);
  }

  /** Throws InputError EVM_HARDFORK, EVM_MEMORY_TOO_SMALL. */
  static create(options: EvmOptions = {}): Evm {
    const { hardfork = DEFAULT_HARDFORK } = options;
    if (!HARDFORKS.includes(hardfork))
      throw InputError.of("EVM_HARDFORK", { found: hardfork, names: HARDFORKS.join(", ") });
    if ((options.maxMemory ?? FOUR_GIB) < MIN_MEMORY)
      throw InputError.of("EVM_MEMORY_TOO_SMALL", { found: String(options.maxMemory), min: MIN_MEMORY });
    return new Evm(options);
  }

  /** Lets another engine of this process have the memory. Afterwards whatever needs the state throws RunError EVM_CLOSED. */
  close(): void {
    this.#snapshots.clear();
    this.#engine.close();
  }

  /** Puts an account outside any transaction; replaces balance, nonce and code, leaves storage. */
  setAccount(address: Uint8Array, account: Account): void {
    this.#run((engine) => {
      const input = engine.putInput(account.code);
      const code = engine.exports.internCode(input, account.code.length);
      const entry = this.#accountOf(address);
      engine.writeBigInt(WORD, account.balance);
      engine.exports.setAccount(entry, WORD, account.nonce, code);
    });
  }

  /** Sets a slot of an account outside of any transaction. @param slot 32 bytes @param value 32 bytes */
  setStorage(address: Uint8Array, slot: Uint8Array, value: Uint8Array): void {
    this.#run((engine) => {
      const account = this.#accountOf(address);
      engine.writeWord(WORD, slot);
      engine.writeWord(at.SCRATCH_HOST_WORD_2, value);
      engine.exports.setStorage(account, WORD, at.SCRATCH_HOST_WORD_2);
    });
  }

  /** Undefined when the account is not in the state trie. An account that exists may be empty (set so). */
  account(address: Uint8Array): Account | undefined {
    const engine = this.#engine;
    const entry = this.#find(address);
    if (!entry || !engine.exports.inTrie(entry)) return undefined;
    const code = engine.global(entry + at.A_CODE);
    return {
      balance: engine.readBigInt(entry + at.A_BALANCE),
      nonce: engine.view.getBigUint64(entry + at.A_NONCE, true),
      code: code
        ? engine.copyOut(engine.global(code + at.C_BYTES), engine.global(code + at.C_LENGTH))
        : new Uint8Array(),
    };
  }

  /** What a slot of an account holds. @param slot 32 bytes @returns 32 bytes, zeros where nothing was written */
  storage(address: Uint8Array, slot: Uint8Array): Uint8Array {
    const engine = this.#engine;
    const account = this.#find(address);
    if (!account) return new Uint8Array(32);
    engine.writeWord(WORD, slot);
    const entry = engine.exports.findSlot(account, WORD) >>> 0;
    return entry ? engine.readWord(entry + at.S_VALUE) : new Uint8Array(32);
  }

  /** Addresses of all accounts in the state trie, in an order that is the same for the same history. */
  *accounts(): Iterable<Uint8Array> {
    const entries = collected(this.#engine, this.#engine.exports.collectAccounts());
    for (const entry of entries) yield this.#engine.readAddress(entry + at.A_ADDRESS);
  }

  /** All non-zero slots of an account, in an order that is the same for the same history. */
  *storageEntries(address: Uint8Array): Iterable<[slot: Uint8Array, value: Uint8Array]> {
    const account = this.#find(address);
    if (!account) return;
    const entries = collected(this.#engine, this.#engine.exports.collectSlots(account));
    for (const entry of entries) yield [this.#engine.readWord(entry), this.#engine.readWord(entry + at.S_VALUE)];
  }

  /** All slots of an account at once, some of them perhaps zero: see `packed.ts`. Much faster than `storageEntries`. */
  packedStorage(address: Uint8Array): Uint8Array {
    const account = this.#find(address);
    const count = account ? this.#engine.exports.packSlots(account) : 0;
    return this.#engine.copyOut(this.#engine.global(at.G_RESULTS), count * PACKED_SLOT);
  }

  /** Hash of the account's code; of the empty code when there is none. */
  codeHash(address: Uint8Array): Uint8Array {
    const account = this.#find(address);
    const code = account ? this.#engine.global(account + at.A_CODE) : 0;
    return code ? this.#engine.copyOut(code + at.C_HASH, 32) : this.keccak256(new Uint8Array());
  }

  /** The block that transactions and calls are executed in from now on. */
  setBlock(env: BlockEnv): void {
    const engine = this.#engine;
    this.#block = env;
    engine.writeBigInt(at.E_NUMBER, env.number);
    engine.writeBigInt(at.E_TIMESTAMP, env.timestamp);
    engine.writeWord(at.E_PREVRANDAO, env.prevrandao);
    engine.writeBigInt(at.E_BASE_FEE, env.baseFee);
    engine.writeWord(at.E_COINBASE, env.coinbase);
    engine.writeBigInt(at.E_GAS_LIMIT, env.gasLimit);
    engine.writeBigInt(at.E_BLOB_BASE_FEE, env.blobBaseFee);
    engine.writeBigInt(at.E_CHAIN_ID, env.chainId);
    engine.view.setBigInt64(at.E_BLOCK_GAS, env.gasLimit > MAX_GAS ? MAX_GAS : env.gasLimit, true);
  }

  /** Puts the code of the protocol's own contracts where it belongs. */
  placeSystemContracts(): void {
    for (const { address, code } of systemContracts(this.hardfork)) {
      const { balance, nonce } = this.account(address) ?? { balance: 0n, nonce: 0n };
      this.setAccount(address, { balance, nonce, code });
    }
  }

  /** Begins a block as the protocol does: sets its environment, and calls the system contracts that it has something for. */
  beginBlock(env: BlockEnv): void {
    this.setBlock(env);
    for (const { address, input } of systemContracts(this.hardfork)) {
      const data = input(env);
      if (data) this.#run((engine) => systemCall(engine, address, data));
    }
  }

  /** Gas used by transactions since `setBlock` counts against the block's gas limit. */
  transact(tx: Transaction): TransactionResult {
    const block = this.#requireBlock();
    const engine = this.#engine;
    const entry = this.#find(tx.sender);
    const sender = {
      balance: entry ? engine.readBigInt(entry + at.A_BALANCE) : 0n,
      nonce: entry ? engine.view.getBigUint64(entry + at.A_NONCE, true) : 0n,
      hasCode: entry ? !engine.exports.maySend(entry) : false,
    };
    const left = engine.view.getBigInt64(at.E_BLOCK_GAS, true);
    const reason = whyRejected(tx, sender, block, left, this.hardfork, this.#unlimitedCode);
    if (reason) return { outcome: "rejected", reason, gasUsed: 0n, returnData: new Uint8Array(), logs: [] };
    engine.writeBigInt(at.E_GAS_PRICE, feesOf(tx, block.baseFee).price);
    const status = this.#message(tx, (tx.to === null ? TX_CREATE : 0) | (tx.blobVersionedHashes ? TX_BLOBS : 0));
    const gasUsed = engine.view.getBigInt64(at.T_GAS_USED, true);
    engine.view.setBigInt64(at.E_BLOCK_GAS, left - gasUsed, true);
    const logs = engine.copyOut(engine.global(at.G_LOGS), engine.exports.lastLogLength());
    const ok = status < STATUS_REVERT;
    return {
      outcome: ok ? "succeeded" : "reverted",
      ...(ok ? {} : { reason: status === STATUS_REVERT ? ("REVERT" as const) : ("EXCEPTIONAL_HALT" as const) }),
      gasUsed,
      returnData: engine.copyOut(at.RETURN_DATA, engine.exports.lastReturnLength()),
      logs: unpackLogs(logs).map(({ address, topics, data }) => ({ address, topics, data })),
      ...(ok && tx.to === null ? { created: engine.readAddress(at.T_CREATED) } : {}),
    };
  }

  /** A message without effects on the current state, as eth_call: gas price 0, intrinsic gas charged, nothing kept. */
  view(
    sender: Uint8Array,
    to: Uint8Array,
    data: Uint8Array,
    gasLimit = 30_000_000n,
  ): { ok: boolean; returnData: Uint8Array; gasUsed: bigint } {
    this.#requireBlock();
    const engine = this.#engine;
    engine.writeBigInt(at.E_GAS_PRICE, 0n);
    const status = this.#message({ sender, to, value: 0n, data, gasLimit }, TX_VIEW);
    if (status < 0) return { ok: false, returnData: new Uint8Array(), gasUsed: gasLimit };
    return {
      ok: status < STATUS_REVERT,
      returnData: engine.copyOut(at.RETURN_DATA, engine.exports.lastReturnLength()),
      gasUsed: engine.view.getBigInt64(at.T_GAS_USED, true),
    };
  }

  /** Executes all calls in order, each as a transaction of its sender at base fee + tip. One host call into WebAssembly. */
  runBlock(batch: CallBatch, results: CallResults, options: RunBlockOptions = {}): void {
    this.#requireBlock();
    const { returnData = false, look } = options;
    this.#run((engine) => {
      if (look) this.#lookBefore(look.before, look.then);
      runCalls(engine, batch, results, returnData);
      if (look) this.#lookBefore(0);
    });
  }

  #lookBefore(call: number, then?: () => void): void {
    this.#engine.view.setUint32(at.E_LOOK_AT, call, true);
    this.#look = then;
  }

  /**
   * Executes the calls in several blocks, one after the other, in one host call into WebAssembly: a call's outcome is that
   * of `runBlock` after `setBlock` of its block. The environment is that of the last block afterwards.
   *
   * @example
   * const mark = evm.mark();
   * evm.runBlocks(batch, packBlocks(blocks), results);
   * evm.undo(mark);
   */
  runBlocks(batch: CallBatch, blocks: PackedBlocks, results: CallResults, options: RunBlockOptions = {}): void {
    checkBlocks(batch, blocks);
    const env = this.#requireBlock();
    if (blocks.count === 0) return;
    this.#run((engine) => {
      runCalls(engine, batch, results, options.returnData ?? false, blocks);
    });
    this.#block = { ...env, ...lastBlock(blocks) };
  }

  /**
   * Contracts that transactions created since it was last asked and that were there at their transaction's end, by
   * address. What was created after a state that is gone back to is told as well, unless it is asked for before.
   */
  takeCreated(): Uint8Array[] {
    return this.#run((engine) => {
      const length = engine.exports.takeCreated();
      const from = engine.global(at.G_CREATED);
      const found: Uint8Array[] = [];
      for (let place = 0; place < length; place += 20) found.push(engine.copyOut(from + place, 20));
      return found.sort(Buffer.compare);
    });
  }

  /**
   * Records what transactions change from now on. What is set from outside (`setAccount`, `setStorage`) is not recorded;
   * restoring and loading forget what was.
   */
  recordChanges(): Changes {
    return (this.#changes ??= new Changes(this.#engine));
  }

  /**
   * Tells of each account and slot for which an entry is made: what was touched for the first time, or again after it was
   * swept or undone. For states that lie elsewhere, of which no more is loaded than is touched.
   */
  onTouch(touched: (address: Uint8Array, slot: Uint8Array | undefined) => void): void {
    this.#onTouch = touched;
    this.#engine.view.setUint32(at.E_TOUCHES, 1, true);
  }

  /** Tells which precompiled contracts are called with what, by the number of their address, until told to stop. */
  onPrecompile(told: ((id: number, input: Uint8Array) => void) | undefined): void {
    this.#onPrecompile = told;
  }

  /** Executes a transaction on the interpreter, telling each instruction before it runs; results as of `transact`. */
  trace(tx: Transaction, onStep: (step: TraceStep) => void): TransactionResult {
    const { view } = this.#engine;
    this.#onStep = onStep;
    view.setUint32(at.E_TRACING, 1, true);
    try {
      return this.transact(tx);
    } finally {
      this.#engine.view.setUint32(at.E_TRACING, 0, true);
      this.#onStep = undefined;
    }
  }

  /** Many views on the current state in one host call; outcomes are SUCCEEDED or REVERTED, return data always kept. */
  runViews(batch: ViewBatch, results: CallResults): void {
    this.#requireBlock();
    this.#changes?.drain(); // tables may be swept between two views
    this.#run((engine) => runViewBatch(engine, batch, results));
  }

  /** Ids stay valid until released; restoring an id keeps it. The block environment is not part of it. */
  snapshot(): number {
    return this.#run((engine) => {
      this.#snapshots.set(this.#nextSnapshot, { state: takeSnapshot(engine), marks: this.#marks.save() });
      return this.#nextSnapshot++;
    });
  }

  /** Back to the state of a snapshot, which stays valid; later ones are forgotten. */
  restore(id: number): void {
    const snapshot = this.#snapshots.get(id);
    if (!snapshot) throw RunError.of("EVM_SNAPSHOT_UNKNOWN", { found: String(id) });
    putSnapshot(this.#engine, snapshot.state);
    this.#marks.resume(snapshot.marks);
    this.#changes?.forget();
    this.#codes.relink();
    this.#broken = false;
  }

  /** Forgets a snapshot. The state stays as it is. */
  release(id: number): void {
    this.#snapshots.delete(id);
  }

  /**
   * A place to go back to at a cost of what was done since, whatever the size of the state: for programs that are tried
   * and undone. While a mark is open each write takes some 40 bytes more, and entries that hold nothing are not swept.
   * Marks nest and mix with snapshots; restoring brings back the marks that were open when the snapshot was taken.
   *
   * @example
   * const mark = evm.mark();
   * for (const program of programs) {
   *   run(evm, program);
   *   evm.undo(mark);
   * }
   * evm.forget(mark);
   */
  mark(): number {
    this.#changes?.drain(); // what is undone is told no more, what was changed before still is
    return this.#run(() => this.#marks.add());
  }

  /** Back to a mark, which stays; later ones are forgotten. The block environment is not part of it. Throws EVM_MARK_UNKNOWN. */
  undo(mark: number): void {
    this.#marks.check(mark);
    this.#run(() => this.#marks.undo(mark));
  }

  /** Forgets a mark: without one, nothing is kept of what is over. Snapshots forget it too. */
  forget(mark: number): void {
    this.#run(() => this.#marks.forget(mark));
    for (const snapshot of this.#snapshots.values()) snapshot.marks = snapshot.marks.filter(({ id }) => id !== mark);
  }

  /** The whole state (accounts, storage, code; not the block environment) as bytes, equal for equal histories. */
  dump(): Uint8Array {
    return this.#run(dumpState);
  }

  /** Puts a state that was saved in the place of this one. */
  load(bytes: Uint8Array): void {
    loadState(this.#engine, bytes);
    this.#marks.resume([]);
    this.#changes?.forget();
    this.#codes.relink();
    this.#broken = false;
  }

  /**
   * A 128-bit sum over the state (balances, nonces, code and storage of all accounts), kept by what writes it. Equal for
   * equal states, in every engine. It finds faults, it does not prove: whoever wants to can make two states with one sum.
   */
  commitment(): bigint {
    return this.#run((engine) => readCommitment(engine, at.G_COMMITMENT));
  }

  /**
   * The same sum over what is found in the tables now, code hashed anew. Differs from `commitment()` when something was
   * lost, doubled or changed other than by a write, whenever that was. Time in proportion to the state.
   */
  recomputeCommitment(): bigint {
    return this.#run((engine) => {
      engine.exports.recompute(WORD);
      return readCommitment(engine, WORD);
    });
  }

  /** Bytes of linear memory that state, code, journal and buffers take; contracts held compiled. */
  statistics(): { memory: number; compiledContracts: number } {
    return { memory: this.#engine.global(at.G_BREAK) - at.HEAP, compiledContracts: this.#codes.count };
  }

  /** The hash as the engine computes it. @returns 32 bytes */
  keccak256(bytes: Uint8Array): Uint8Array {
    const engine = this.#engine;
    engine.exports.keccak(engine.putInput(bytes), bytes.length, WORD);
    return engine.copyOut(WORD, 32);
  }

  /**
   * Those of the nonces start .. start + count - 1 for which keccak256(prefix || nonce) < target, the nonce as 32 bytes
   * big-endian, in increasing order.
   */
  grind(prefix: Uint8Array, start: bigint, count: number, target: bigint): bigint[] {
    const engine = this.#engine;
    const size = prefix.length + WORD_SIZE;
    engine.exports.reserve(at.G_INPUT, 0, size + 4 * count);
    const input = engine.global(at.G_INPUT);
    engine.bytes.set(prefix, input);
    engine.writeBigInt(at.SCRATCH_NONCE, start);
    engine.writeBigInt(at.SCRATCH_HASH_TARGET, target);
    const found = engine.exports.grind(input, prefix.length, count);
    const nonces: bigint[] = [];
    for (let i = 0; i < found; i++) nonces.push(start + BigInt(engine.global(input + size + 4 * i)));
    return nonces;
  }

  /** Runs what may meet a resource limit; afterwards nothing is as it was. */
  #run<T>(body: (engine: Engine) => T): T {
    if (this.#broken) throw RunError.of("EVM_BROKEN", { found: "one that a resource limit cut off" });
    this.#broken = true;
    this.#codes.trim();
    this.#changes?.beforeRun();
    try {
      const result = body(this.#engine);
      this.#broken = false;
      return result;
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw RunError.of("EVM_FAULT", { found: `a trap: ${error.message}` }, { cause: error });
    }
  }

  #requireBlock(): BlockEnv {
    if (!this.#block) throw RunError.of("EVM_NO_BLOCK", { found: "no block" });
    return this.#block;
  }

  #accountOf(address: Uint8Array): number {
    this.#engine.writeWord(WORD, address);
    return this.#engine.exports.accountOf(WORD) >>> 0;
  }

  #find(address: Uint8Array): number {
    this.#engine.writeWord(WORD, address);
    return this.#engine.exports.findAccount(WORD) >>> 0;
  }

  /** Writes the transaction down and executes it. */
  #message(tx: Transaction, flags: number): number {
    return this.#run((engine) => {
      const blobs = tx.blobVersionedHashes ?? [];
      const list = tx.accessList ?? [];
      const authorizations = signedAuthorizations(tx.authorizationList ?? [], this.#requireBlock().chainId);
      const slots = list.reduce((n, entry) => n + entry.storageKeys.length, 0);
      const listAt = (tx.data.length + 127) & ~63;
      const blobsAt = listAt + 64 * list.length + 32 * slots;
      const authorizationsAt = blobsAt + 32 * blobs.length;
      engine.exports.reserve(at.G_INPUT, 0, authorizationsAt + at.AUTHORIZATION_SIZE * authorizations.length);
      const base = engine.global(at.G_INPUT);
      engine.bytes.set(tx.data, base);
      let p = base + listAt;
      for (const { address, storageKeys } of list) {
        engine.writeWord(p, address);
        engine.view.setUint32(p + 32, storageKeys.length, true);
        p += 64;
        for (const key of storageKeys) {
          engine.writeWord(p, key);
          p += 32;
        }
      }
      blobs.forEach((hash, i) => engine.writeWord(base + blobsAt + 32 * i, hash));
      const { view } = engine;
      authorizations.forEach(({ authority, delegate, nonce }, i) => {
        const entry = base + authorizationsAt + at.AUTHORIZATION_SIZE * i;
        engine.writeWord(entry + at.AUTH_AUTHORITY, authority);
        engine.writeWord(entry + at.AUTH_DELEGATE, delegate);
        view.setBigUint64(entry + at.AUTH_NONCE, nonce, true);
      });
      view.setUint32(at.T_AUTHORIZATION_TOTAL, tx.authorizationList?.length ?? 0, true);
      view.setUint32(at.T_AUTHORIZATION_COUNT, authorizations.length, true);
      view.setUint32(at.T_AUTHORIZATIONS, base + authorizationsAt, true);
      view.setUint32(at.E_BLOB_COUNT, blobs.length, true);
      view.setUint32(at.E_BLOB_HASHES, base + blobsAt, true);
      engine.writeWord(at.T_SENDER, tx.sender);
      if (tx.to) engine.writeWord(at.T_TO, tx.to);
      engine.writeBigInt(at.T_VALUE, tx.value);
      view.setBigInt64(at.T_GAS_LIMIT, tx.gasLimit > MAX_GAS ? MAX_GAS : tx.gasLimit, true);
      view.setUint32(at.T_DATA, base, true);
      view.setUint32(at.T_DATA_LENGTH, tx.data.length, true);
      view.setUint32(at.T_FLAGS, flags, true);
      view.setUint32(at.T_ACCESS_LIST, base + listAt, true);
      view.setUint32(at.T_ACCESS_COUNT, list.length, true);
      return engine.exports.transact();
    });
  }
}

function systemCall(engine: Engine, to: Uint8Array, data: Uint8Array): void {
  const input = engine.putInput(data);
  engine.writeBigInt(at.E_GAS_PRICE, 0n);
  engine.writeWord(at.T_SENDER, SYSTEM_ADDRESS);
  engine.writeWord(at.T_TO, to);
  engine.view.setUint32(at.T_DATA, input, true);
  engine.view.setUint32(at.T_DATA_LENGTH, data.length, true);
  engine.exports.systemCall();
}

function readCommitment({ view }: Engine, address: number): bigint {
  return (view.getBigUint64(address, true) << 64n) | view.getBigUint64(address + 8, true);
}

/**
 * An empty set of columns for `runBlock` and `runViews` to fill.
 *
 * @example
 * const results = emptyResults();
 */
export function emptyResults(): CallResults {
  return {
    count: 0,
    outcomes: new Uint8Array(),
    gasUsed: new Float64Array(),
    returnBytes: new Uint8Array(),
    returnOffsets: new Uint32Array(1),
    logBytes: new Uint8Array(),
    logLength: 0,
    logCount: 0,
  };
}
