import { JUMPDEST, PUSH0, PUSH2 } from "../../../sim/evm/opcodes.ts";

/** A place in code, known once the code is assembled. */
export interface Label {
  offset?: number;
}

/** Puts bytecode together; labels are pushed as two bytes, so code may have up to 65,535. */
export class Assembler {
  readonly #bytes: number[] = [];
  readonly #references: { at: number; label: Label; added: number }[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  /** Opcodes or any other bytes. */
  emit(...bytes: readonly number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** The shortest push of the value, or one of `width` bytes. */
  push(value: bigint | number, width?: number): this {
    const hex = BigInt(value).toString(16);
    const needed = BigInt(value) === 0n ? 0 : Math.ceil(hex.length / 2);
    const bytes = Math.max(needed, width ?? needed);
    const padded = bytes === 0 ? [] : [...Buffer.from(hex.padStart(2 * bytes, "0"), "hex")];
    return this.emit(PUSH0 + bytes, ...padded);
  }

  /** Pushes the label's offset plus `added`, modulo 2^16. */
  pushLabel(label: Label, added = 0): this {
    this.emit(PUSH2);
    this.#references.push({ at: this.#bytes.length, label, added });
    return this.emit(0, 0);
  }

  /** A JUMPDEST that the label stands for. */
  place(label: Label): this {
    label.offset = this.#bytes.length;
    return this.emit(JUMPDEST);
  }

  /** Plain bytes that the label stands for: data behind the code. */
  data(label: Label, bytes: Uint8Array): this {
    label.offset = this.#bytes.length;
    return this.emit(...bytes);
  }

  assemble(): Uint8Array {
    const code = Uint8Array.from(this.#bytes);
    for (const { at, label, added } of this.#references) {
      new DataView(code.buffer).setUint16(at, ((label.offset ?? 0) + added) & 0xffff);
    }
    return code;
  }
}
