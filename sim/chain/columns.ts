import { ByteWriter } from "./batch.ts";
import { type BlockResult, Outcome, type ViewResult } from "./chain.ts";

const NO_BYTES = new Uint8Array(0);

/** The columns of a `BlockResult`, made once and filled again each block, calls in order. */
export class BlockColumns implements BlockResult {
  number = 0;
  count = 0;
  outcomes = new Uint8Array(1024);
  gas = new Float64Array(1024);
  returnOffsets = new Uint32Array(1025);
  logCount = 0;
  created: readonly Uint8Array[] = [];
  readonly #returns = new ByteWriter();
  readonly #logs = new ByteWriter();

  get returns(): Uint8Array {
    return this.#returns.used();
  }

  get logs(): Uint8Array {
    return this.#logs.used();
  }

  start(number: number, capacity: number): void {
    this.number = number;
    this.count = 0;
    this.logCount = 0;
    this.#returns.clear();
    this.#logs.clear();
    if (capacity <= this.outcomes.length) return;
    this.outcomes = new Uint8Array(capacity);
    this.gas = new Float64Array(capacity);
    this.returnOffsets = new Uint32Array(capacity + 1);
  }

  /** The next call's result. Logs of a call are given with its index, before or after, but in call order. */
  call(outcome: number, gas: number, returnData: Uint8Array = NO_BYTES): void {
    const i = this.count++;
    this.outcomes[i] = outcome;
    this.gas[i] = gas;
    if (returnData.length > 0) this.#returns.append(returnData);
    this.returnOffsets[i + 1] = this.#returns.length;
  }

  notRun(outcome: typeof Outcome.rejected | typeof Outcome.notIncluded): void {
    this.call(outcome, 0);
  }

  /** A log as JSON-RPC gives it. */
  log(callIndex: number, address: string, topics: readonly string[], data: string): void {
    const bytes = (data.length - 2) >>> 1;
    const out = this.#logs;
    const start = out.reserve(4 + 20 + 1 + 32 * topics.length + 4 + bytes);
    const buffer = Buffer.from(out.bytes.buffer);
    out.view.setUint32(start, callIndex, true);
    buffer.write(address.slice(2), start + 4, "hex");
    buffer[start + 24] = topics.length;
    let at = start + 25;
    for (const topic of topics) {
      buffer.write(topic.slice(2), at, "hex");
      at += 32;
    }
    out.view.setUint32(at, bytes, true);
    if (bytes > 0) buffer.write(data.slice(2), at + 4, "hex");
    this.logCount++;
  }
}

/** The columns of a `ViewResult`, filled in order. */
export class ViewColumns implements ViewResult {
  count = 0;
  ok = new Uint8Array(256);
  offsets = new Uint32Array(257);
  readonly #data = new ByteWriter();
  /** What has been answered so far; the same object for as long as nothing is added. */
  #used: Uint8Array | undefined;

  get data(): Uint8Array {
    return (this.#used ??= this.#data.used());
  }

  start(capacity: number): void {
    this.count = 0;
    this.#used = undefined;
    this.#data.clear();
    if (capacity <= this.ok.length) return;
    this.ok = new Uint8Array(capacity);
    this.offsets = new Uint32Array(capacity + 1);
  }

  answer(ok: boolean, data: Uint8Array): void {
    const i = this.count++;
    this.ok[i] = ok ? 1 : 0;
    this.#data.append(data);
    this.#used = undefined;
    this.offsets[i + 1] = this.#data.length;
  }
}
