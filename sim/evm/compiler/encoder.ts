// WebAssembly's binary format, as far as compiled contracts need it (webassembly.github.io/spec/core/binary).

export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof I64 | typeof V128;

/** Opcodes by their names in the text format. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  select: 0x1b,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
  i32Load: 0x28,
  i64Load: 0x29,
  i32Load8: 0x2d,
  i32Load16: 0x2f,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Store8: 0x3a,
  i32Store16: 0x3b,
  i64Store8: 0x3c,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eqz: 0x45,
  i32Ne: 0x47,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i64Eqz: 0x50,
  i64Clz: 0x79,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i64LtS: 0x53,
  i64LtU: 0x54,
  i64GtU: 0x56,
  i64GeU: 0x5a,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32And: 0x71,
  i32Or: 0x72,
  i32Shl: 0x74,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivU: 0x80,
  i64RemU: 0x82,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
  i32Wrap: 0xa7,
  i64Extend: 0xad,
} as const;

const SIMD = 0xfd;
const VOID = 0x40;

/** A growing array of bytes with the format's number encodings. */
export class Bytes {
  #data = new Uint8Array(4096);
  length = 0;

  byte(value: number): void {
    if (this.length === this.#data.length) this.#grow(1);
    this.#data[this.length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.#grow(bytes.length);
    this.#data.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Unsigned LEB128. */
  u32(value: number): void {
    while (value >= 0x80) {
      this.byte((value & 0x7f) | 0x80);
      value >>>= 7;
    }
    this.byte(value);
  }

  /** Signed LEB128. */
  s32(value: number): void {
    for (;;) {
      const low = value & 0x7f;
      value >>= 7;
      if ((value === 0 && !(low & 0x40)) || (value === -1 && low & 0x40)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  /** Signed LEB128 of a u64's bits. */
  s64(value: bigint): void {
    value = BigInt.asIntN(64, value);
    if (value >= -0x40000000n && value < 0x40000000n) {
      this.s32(Number(value));
      return;
    }
    for (;;) {
      const low = Number(value & 0x7fn);
      value >>= 7n;
      if ((value === 0n && !(low & 0x40)) || (value === -1n && low & 0x40)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  text(value: string): void {
    this.u32(value.length);
    for (let i = 0; i < value.length; i++) this.byte(value.charCodeAt(i));
  }

  result(): Uint8Array<ArrayBuffer> {
    return this.#data.slice(0, this.length);
  }

  #grow(more: number): void {
    if (this.length + more <= this.#data.length) return;
    const data = new Uint8Array(2 * (this.length + more));
    data.set(this.#data.subarray(0, this.length));
    this.#data = data;
  }
}

/** Instructions of one function. */
export class Code extends Bytes {
  op(opcode: number): void {
    this.byte(opcode);
  }

  get(local: number): void {
    this.byte(op.get);
    this.u32(local);
  }

  set(local: number): void {
    this.byte(op.set);
    this.u32(local);
  }

  tee(local: number): void {
    this.byte(op.tee);
    this.u32(local);
  }

  i32(value: number): void {
    this.byte(op.i32Const);
    this.s32(value | 0);
  }

  i64(value: bigint): void {
    this.byte(op.i64Const);
    this.s64(value);
  }

  /** A load or store; alignment is a hint and left at 1. */
  memory(opcode: number, offset: number): void {
    this.byte(opcode);
    this.u32(0);
    this.u32(offset);
  }

  call(index: number): void {
    this.byte(op.call);
    this.u32(index);
  }

  br(depth: number): void {
    this.byte(op.br);
    this.u32(depth);
  }

  brIf(depth: number): void {
    this.byte(op.brIf);
    this.u32(depth);
  }

  /** `block`, `loop` or `if` without a result. */
  begin(opcode: number): void {
    this.byte(opcode);
    this.byte(VOID);
  }

  vectorLoad(offset: number): void {
    this.byte(SIMD);
    this.memory(0x00, offset);
  }

  vectorStore(offset: number): void {
    this.byte(SIMD);
    this.memory(0x0b, offset);
  }

  vectorConst(low: bigint, high: bigint): void {
    this.byte(SIMD);
    this.byte(0x0c);
    for (let limb of [low, high])
      for (let i = 0; i < 8; i++) {
        this.byte(Number(limb & 0xffn));
        limb >>= 8n;
      }
  }

  shuffle(lanes: readonly number[]): void {
    this.byte(SIMD);
    this.byte(0x0d);
    for (const lane of lanes) this.byte(lane);
  }

  i64x2Splat(): void {
    this.byte(SIMD);
    this.byte(0x12);
  }

  i64x2Extract(lane: number): void {
    this.byte(SIMD);
    this.byte(0x1d);
    this.byte(lane);
  }

  i64x2Replace(lane: number): void {
    this.byte(SIMD);
    this.byte(0x1e);
    this.byte(lane);
  }
}

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
}

export interface FunctionImport extends Signature {
  readonly name: string;
}

/** A module of one exported function `run` (i32) -> i32 over imported memory and functions. */
export function encodeModule(
  imports: readonly FunctionImport[],
  locals: readonly ValueType[],
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  out.append(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]));
  const section = (id: number, write: (to: Bytes) => void) => {
    const content = new Bytes();
    write(content);
    out.byte(id);
    out.u32(content.length);
    out.append(content.result());
  };
  section(1, (to) => {
    to.u32(imports.length + 1);
    for (const { parameters, result } of [...imports, { parameters: [I32], result: I32 }]) {
      to.byte(0x60);
      to.u32(parameters.length);
      for (const type of parameters) to.byte(type);
      to.u32(result === undefined ? 0 : 1);
      if (result !== undefined) to.byte(result);
    }
  });
  section(2, (to) => {
    to.u32(imports.length + 1);
    to.text("e");
    to.text("m");
    to.byte(0x02);
    to.byte(0x00);
    to.u32(0);
    imports.forEach(({ name }, i) => {
      to.text("r");
      to.text(name);
      to.byte(0x00);
      to.u32(i);
    });
  });
  section(3, (to) => {
    to.u32(1);
    to.u32(imports.length);
  });
  section(7, (to) => {
    to.u32(1);
    to.text("run");
    to.byte(0x00);
    to.u32(imports.length);
  });
  section(10, (to) => {
    const groups: [ValueType, number][] = [];
    for (const type of locals) {
      const last = groups.at(-1);
      if (last?.[0] === type) last[1]++;
      else groups.push([type, 1]);
    }
    const content = new Bytes();
    content.u32(groups.length);
    for (const [type, count] of groups) {
      content.u32(count);
      content.byte(type);
    }
    content.append(body);
    to.u32(1);
    to.u32(content.length);
    to.append(content.result());
  });
  return out.result();
}
