import { randomFillSync } from "node:crypto";
import { HARDFORKS, type Hardfork } from "../../core/hardfork.ts";
import { WASM_FILE } from "../../../scripts/build-evm.mjs";
import { asHost } from "../../core/determinism.ts";
import { RunError } from "../../core/errors/errors.ts";
import { builtModule } from "../built.ts";
import { instructionsOf } from "../instructions.ts";
import * as at from "../layout.ts";
import { LIMIT_FRAME_MEMORY, LIMIT_MEMORY, LIMIT_RETURN_DATA } from "../protocol.ts";
import { runPrecompile } from "../precompiles/index.ts";

/** Round constants of Keccak-f, from the reference's linear feedback shift register x^8 + x^6 + x^5 + x^4 + 1. */
function roundConstants(): BigUint64Array {
  const constants = new BigUint64Array(24);
  let register = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << BigInt((1 << j) - 1);
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
    constants[round] = constant;
  }
  return constants;
}

let compiledRuntime: WebAssembly.Module | undefined;

/** The runtime's code, read once a process. */
function runtimeModule(): WebAssembly.Module {
  return (compiledRuntime ??= builtModule(WASM_FILE));
}

/** What the runtime exports; addresses are unsigned only after `>>> 0`. */
export interface RuntimeExports {
  readonly table: WebAssembly.Table;
  initialize(): void;
  abandon(): void;
  tidy(): void;
  accountOf(word: number): number;
  findAccount(word: number): number;
  inTrie(account: number): number;
  maySend(account: number): number;
  setAccount(account: number, balance: number, nonce: bigint, code: number): void;
  collectAccounts(): number;
  findSlot(account: number, key: number): number;
  setStorage(account: number, key: number, value: number): void;
  collectSlots(account: number): number;
  packSlots(account: number): number;
  mark(): number;
  undoTo(place: number): void;
  forgetBefore(place: number): number;
  forgetMarks(): void;
  saveMarks(): void;
  recompute(to: number): void;
  systemCall(): void;
  internCode(from: number, length: number): number;
  findCode(hash: number): number;
  forgetFunctions(): void;
  allocate(size: number): number;
  reserve(global: number, used: number, size: number): void;
  keccak(from: number, length: number, to: number): void;
  grind(input: number, length: number, count: number): number;
  transact(): number;
  lastReturnLength(): number;
  lastLogCount(): number;
  takeChanges(): number;
  takeCreated(): number;
  changesLength(): number;
  lastLogLength(): number;
  runBlock(
    count: number,
    records: number,
    offsets: number,
    gasLimits: number,
    tips: number,
    outcomes: number,
    gasUsed: number,
    ends: number,
    keepAll: number,
    blocks: number,
    blockCount: number,
  ): void;
  runViews(
    count: number,
    gasLimit: number,
    records: number,
    offsets: number,
    outcomes: number,
    gasUsed: number,
    ends: number,
  ): void;
}

export interface EngineHost {
  blockHash(number: bigint): Uint8Array;
  /** Compiles a code entry; its table index, or 0. */
  compile(code: number): number;
  /** A precompiled contract is about to run on an input. */
  precompile(id: number, input: Uint8Array): void;
  /** The call of E_LOOK_AT comes next. */
  look(): void;
  /** An entry of an account or a slot that was just made: only where E_TOUCHES is set. */
  touched(entry: number, isSlot: boolean): void;
  /** An instruction about to run, while tracing. `top` is the address behind the topmost word. */
  step(depth: number, pc: number, opcode: number, gas: bigint, height: number, top: number): void;
}

const RESOURCE_LIMITS = {
  [LIMIT_MEMORY]: "EVM_MEMORY_LIMIT",
  [LIMIT_FRAME_MEMORY]: "EVM_FRAME_MEMORY_LIMIT",
  [LIMIT_RETURN_DATA]: "EVM_RETURN_DATA_LIMIT",
} as const;
type ResourceLimit = keyof typeof RESOURCE_LIMITS;

const PAGE = 65536;
const FIRST_PAGES = at.HEAP / PAGE + 128;
const MAX_PAGES = 65536;

/**
 * Memories of closed engines, to be used again. V8 takes the reserved addresses of a new one for memory in use and
 * collects all garbage on account of it, which takes as long as a short run.
 */
const spare: WebAssembly.Memory[] = [];
const MAX_SPARE = 2;
/** A larger one, of a long run, is let go. */
const MAX_SPARE_BYTES = at.HEAP + 64 * 2 ** 20;

function memoryOf(maxBytes: number): WebAssembly.Memory {
  const fitting = spare.findIndex(({ buffer }) => buffer.byteLength <= maxBytes);
  if (fitting >= 0) return spare.splice(fitting, 1)[0]!;
  return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MAX_PAGES });
}

/** What is left of a closed engine: whoever calls it is told so. */
const NOTHING = new WebAssembly.Memory({ initial: 0, maximum: 0 });
const CLOSED = new Proxy({} as RuntimeExports, {
  get() {
    throw RunError.of("EVM_CLOSED", { found: "a closed one" });
  },
});

/** The runtime and its memory, with the helpers that cross words and bytes over. */
export class Engine {
  memory: WebAssembly.Memory;
  exports: RuntimeExports;
  readonly #fork: Hardfork;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;

  constructor(host: EngineHost, maxMemory: number, fork: Hardfork) {
    this.#fork = fork;
    this.memory = memoryOf(maxMemory);
    this.#bytes = new Uint8Array(this.memory.buffer);
    this.#view = new DataView(this.memory.buffer);
    const instance = new WebAssembly.Instance(runtimeModule(), {
      env: { memory: this.memory },
      host: {
        resourceLimit: (kind: ResourceLimit) => this.#resourceLimit(kind, maxMemory),
        precompile: (id: number, from: number, length: number, gas: bigint) => {
          const input = this.copyOut(from >>> 0, length >>> 0);
          host.precompile(id, input);
          return this.#precompile(id, input, gas);
        },
        blockHash: (number: bigint, to: number) => this.writeWord(to >>> 0, host.blockHash(number)),
        compile: (code: number) => host.compile(code >>> 0),
        step: host.step.bind(host),
        look: () => host.look(),
        touched: (entry: number, isSlot: number) => host.touched(entry >>> 0, isSlot !== 0),
      },
    });
    this.exports = instance.exports as unknown as RuntimeExports;
    this.view.setUint32(at.E_MAX_PAGES, Math.floor(maxMemory / PAGE), true);
    new BigUint64Array(this.memory.buffer, at.ROUND_CONSTANTS, 24).set(roundConstants());
    const seeds = new BigUint64Array(this.memory.buffer, at.SEEDS, 6);
    asHost(() => randomFillSync(seeds)); // of its hash tables; no result depends on them
    for (let i = 0; i < 6; i++) seeds[i]! |= 1n;
    this.view.setUint32(at.E_FORK, HARDFORKS.indexOf(fork), true);
    for (const row of instructionsOf(fork)) {
      const p = at.INSTRUCTIONS + row.opcode * at.INSTRUCTION_SIZE;
      this.view.setUint16(p + at.I_GAS, row.gas, true);
      this.bytes[p + at.I_STACK_IN] = row.stackIn;
      this.bytes[p + at.I_STACK_OUT] = row.stackOut;
    }
    this.exports.initialize();
  }

  /** Gives the memory back; nothing works afterwards. */
  close(): void {
    const { memory } = this;
    if (memory === NOTHING) return;
    this.exports = CLOSED;
    this.memory = NOTHING;
    this.#renew();
    if (spare.length === MAX_SPARE || memory.buffer.byteLength > MAX_SPARE_BYTES) return;
    // Stacks, return data, the memories of frames and blocks of the heap are as undefined to their next users within a run;
    // remembered hashes stay true. The rest begins as zero.
    new Uint8Array(memory.buffer, 0, at.STACKS).fill(0);
    spare.push(memory);
  }

  /**
   * All memory; asked anew after each call into the runtime, which may have grown it: arrays over what it was before have no
   * length then. To compare buffers would ask WebAssembly for its buffer each time, which takes longer than most reads.
   */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length === 0) this.#renew();
    return this.#bytes;
  }

  get view(): DataView<ArrayBuffer> {
    if (this.#bytes.length === 0) this.#renew();
    return this.#view;
  }

  #renew(): void {
    this.#bytes = new Uint8Array(this.memory.buffer);
    this.#view = new DataView(this.memory.buffer);
  }

  global(address: number): number {
    return this.view.getUint32(address, true);
  }

  copyOut(address: number, length: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(address, address + length);
  }

  /** Big-endian bytes, at most 32, to a word. */
  writeWord(address: number, value: Uint8Array): void {
    const bytes = this.bytes;
    bytes.fill(0, address, address + 32);
    for (let i = 0; i < value.length; i++) bytes[address + value.length - 1 - i] = value[i]!;
  }

  readWord(address: number): Uint8Array<ArrayBuffer> {
    return this.copyOut(address, 32).reverse();
  }

  readAddress(address: number): Uint8Array<ArrayBuffer> {
    return this.copyOut(address, 20).reverse();
  }

  writeBigInt(address: number, value: bigint): void {
    const view = this.view;
    for (let i = 0; i < 32; i += 8) {
      view.setBigUint64(address + i, value & 0xffffffffffffffffn, true);
      value >>= 64n;
    }
  }

  readBigInt(address: number): bigint {
    const view = this.view;
    let value = 0n;
    for (let i = 24; i >= 0; i -= 8) value = (value << 64n) | view.getBigUint64(address + i, true);
    return value;
  }

  /** Puts bytes into the input buffer after `used` bytes of it; answers their address. */
  putInput(bytes: Uint8Array): number {
    this.exports.reserve(at.G_INPUT, 0, bytes.length + 64);
    const to = this.global(at.G_INPUT);
    this.bytes.set(bytes, to);
    return to;
  }

  #resourceLimit(kind: ResourceLimit, maxMemory: number): never {
    const used = Math.round((this.global(at.G_BREAK) - at.HEAP) / 2 ** 20);
    const available = Math.round((maxMemory - at.HEAP) / 2 ** 20);
    throw RunError.of(RESOURCE_LIMITS[kind], {
      found:
        kind === LIMIT_MEMORY ? `${used} MiB in use of at most ${available} MiB` : "a contract that asked for more",
    });
  }

  #precompile(id: number, input: Uint8Array, gas: bigint): bigint {
    const result = runPrecompile(this.#fork, id, input, gas);
    if (result.output === undefined || result.gas > gas) return -1n;
    if (result.output.length > at.RETURN_DATA_SIZE) this.#resourceLimit(LIMIT_RETURN_DATA, 0);
    this.bytes.set(result.output, at.RETURN_DATA);
    this.view.setUint32(at.SCRATCH_OUTPUT_LENGTH, result.output.length, true);
    return result.gas;
  }
}
