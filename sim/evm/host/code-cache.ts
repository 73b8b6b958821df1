import type { Hardfork } from "../../core/hardfork.ts";
import { contractModule } from "../compiler/modules.ts";
import { RUNTIME_FUNCTIONS } from "../compiler/runtime-functions.ts";
import type { Engine } from "./engine.ts";
import * as at from "../layout.ts";

/** Compiled contracts kept at most, and bytes of WebAssembly at most; twice that within one batch. */
const MAX_CONTRACTS = 1024;
const MAX_BYTES = 64 * 2 ** 20;
/** Gas counter of code that stays interpreted: never again worth compiling. */
const NEVER = -(2n ** 62n);

interface Contract {
  /** Index in the function table; 0 when the code is beyond the compiler's bounds. */
  readonly index: number;
  readonly bytes: number;
  readonly jumpTable: Uint16Array<ArrayBuffer>;
  /** Number of the trim before which it was last linked. */
  used: number;
}

/** Compiled contracts by code hash, linked into the runtime's function table. */
export class CodeCache {
  readonly #engine: Engine;
  readonly #fork: Hardfork;
  readonly #feedback: boolean;
  readonly #contracts = new Map<string, Contract>();
  readonly #imports: Record<string, Record<string, unknown>>;
  readonly #free: number[] = [];
  #bytes = 0;
  #clock = 0;

  constructor(engine: Engine, fork: Hardfork, feedback: boolean) {
    this.#engine = engine;
    this.#fork = fork;
    this.#feedback = feedback;
    const runtime = engine.exports as unknown as Record<string, unknown>;
    this.#imports = {
      e: { m: engine.memory },
      r: Object.fromEntries(RUNTIME_FUNCTIONS.map((name) => [name, runtime[name]])),
    };
  }

  /** Table index of a code entry's function, compiled when it is new; 0 when it stays interpreted. */
  compile(code: number): number {
    const hash = Buffer.from(this.#engine.copyOut(code + at.C_HASH, 32)).toString("latin1");
    let contract = this.#contracts.get(hash);
    if (!contract) {
      // Nothing can be evicted while frames run: what a hostile batch makes hot beyond the bounds stays interpreted.
      if (this.#contracts.size >= 2 * MAX_CONTRACTS || this.#bytes >= 2 * MAX_BYTES) {
        this.#engine.view.setBigInt64(code + at.C_GAS, 0n, true);
        return 0;
      }
      this.#contracts.set(hash, (contract = this.#make(code)));
    }
    this.#link(code, contract);
    return contract.index;
  }

  #make(code: number): Contract {
    const engine = this.#engine;
    const found = contractModule(
      engine.copyOut(engine.global(code + at.C_BYTES), engine.global(code + at.C_LENGTH)),
      this.#fork,
      this.#feedback,
    );
    if (!found) return { index: 0, bytes: 0, jumpTable: new Uint16Array(), used: this.#clock };
    const instance = new WebAssembly.Instance(found.module, this.#imports);
    const { table } = engine.exports;
    const index = this.#free.pop() ?? table.grow(1);
    table.set(index, instance.exports.run);
    this.#bytes += found.bytes;
    return { index, bytes: found.bytes, jumpTable: found.jumpTable, used: this.#clock };
  }

  #link(code: number, contract: Contract): void {
    const engine = this.#engine;
    contract.used = this.#clock;
    if (!contract.index) {
      engine.view.setBigInt64(code + at.C_GAS, NEVER, true);
      return;
    }
    let table = engine.global(code + at.C_JUMP_TABLE);
    if (!table) {
      table = engine.exports.allocate(2 * contract.jumpTable.length) >>> 0;
      engine.view.setUint32(code + at.C_JUMP_TABLE, table, true);
      new Uint16Array(engine.memory.buffer, table, contract.jumpTable.length).set(contract.jumpTable);
    }
    engine.view.setUint32(code + at.C_FUNCTION, contract.index, true);
  }

  get count(): number {
    return this.#contracts.size;
  }

  /** After the state was replaced: links what is compiled already to the code entries of the new state. */
  relink(): void {
    const { exports } = this.#engine;
    exports.forgetFunctions();
    for (const [hash, contract] of this.#contracts) {
      const code = this.#find(hash);
      if (code) this.#link(code, contract);
    }
  }

  #find(hash: string): number {
    this.#engine.bytes.set(Buffer.from(hash, "latin1"), at.SCRATCH_HOST_HASH);
    return this.#engine.exports.findCode(at.SCRATCH_HOST_HASH) >>> 0;
  }

  /** Evicts the oldest half beyond the bounds; between transactions only, since suspended frames hold their function. */
  trim(): void {
    this.#clock++;
    if (this.#contracts.size <= MAX_CONTRACTS && this.#bytes <= MAX_BYTES) return;
    const byAge = [...this.#contracts].sort(([, a], [, b]) => a.used - b.used);
    for (const [hash, contract] of byAge.slice(0, Math.ceil(byAge.length / 2))) {
      this.#contracts.delete(hash);
      const code = this.#find(hash);
      if (code) this.#engine.view.setUint32(code + at.C_FUNCTION, 0, true);
      if (!contract.index) continue;
      this.#bytes -= contract.bytes;
      this.#engine.exports.table.set(contract.index, null);
      this.#free.push(contract.index);
    }
  }
}
