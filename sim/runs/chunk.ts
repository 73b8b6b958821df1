import { ByteWriter } from "../chain/batch.ts";
import type { BlockRecord } from "../core/history.ts";
import { ShapeError } from "../core/shape.ts";
import { compress, decompress } from "./compress.ts";

/** Number u32, generation u32, length u32, then the block's own bytes. */
const HEADER = 12;
/** Where compression stops gaining on calls (an eighth of this leaves twice as much) and a chunk is still read at once without thought. */
const FULL = 1 << 21;
/** No block of ours is this large. */
const MAX = 1 << 30;

export interface Chunk {
  readonly generation: number;
  /** Number of its first block. */
  readonly first: number;
  readonly count: number;
  /** Bytes before and after compression. */
  readonly raw: number;
  readonly bytes: Uint8Array;
}

/** Gathers blocks of one generation and compresses many at once: the calls of one block look like those of the next. */
export class ChunkWriter {
  readonly #raw = new ByteWriter(1 << 16);
  #count = 0;
  #generation = 0;
  #first = 0;

  add(block: BlockRecord): void {
    const raw = this.#raw;
    const start = raw.reserve(HEADER);
    raw.view.setUint32(start, block.number, true);
    raw.view.setUint32(start + 4, block.generation, true);
    raw.view.setUint32(start + 8, block.bytes.length, true);
    raw.append(block.bytes);
    if (this.#count === 0) {
      this.#generation = block.generation;
      this.#first = block.number;
    }
    this.#count++;
  }

  get full(): boolean {
    return this.#raw.length >= FULL;
  }

  /** The chunk so far, if there is one, and a fresh start. */
  take(): Chunk | undefined {
    if (this.#count === 0) return undefined;
    const raw = this.#raw.length;
    const bytes = compress(this.#raw.used());
    const chunk = { generation: this.#generation, first: this.#first, count: this.#count, raw, bytes };
    this.#raw.clear();
    this.#count = 0;
    return chunk;
  }
}

/** Throws ShapeError or zlib's error on what ChunkWriter did not write. */
export function* readChunk(chunk: Pick<Chunk, "raw" | "bytes">, where: string): Generator<BlockRecord> {
  const raw = decompress(chunk.bytes, Math.min(Math.max(1, chunk.raw), MAX));
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  let at = 0;
  while (at < raw.length) {
    const length = at + HEADER <= raw.length ? view.getUint32(at + 8, true) : Infinity;
    const end = at + HEADER + length;
    if (end > raw.length) throw new ShapeError("whole blocks", `${raw.length - at} bytes left over`, where);
    yield {
      number: view.getUint32(at, true),
      generation: view.getUint32(at + 4, true),
      bytes: new Uint8Array(raw.subarray(at + HEADER, end)),
    };
    at = end;
  }
}
