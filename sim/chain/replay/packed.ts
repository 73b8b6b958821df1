import { ByteWriter, readWord, writeWord } from "../batch.ts";
import type { CheckCase, Step } from "./case.ts";
import type { Funds, ReportedAccount } from "./reported.ts";

/**
 * A case as it is sent to another process: all that was told of accounts in one array each. Told account by account it
 * takes most of the time of sending, because every array in a message is written and read by itself.
 */
export interface PackedCase extends Omit<CheckCase, "reported" | "step"> {
  readonly reported: Uint8Array;
  readonly step: PackedStep;
}

type Packed<S> = S extends unknown
  ? { readonly [K in keyof S]: S[K] extends readonly ReportedAccount[] ? Uint8Array : S[K] }
  : never;
type PackedStep = Packed<Step>;

export function packCase({ head, reported, step }: CheckCase): PackedCase {
  return { head, reported: packReported(reported), step: mapped(step, packReported) as PackedStep };
}

export function unpackCase({ head, reported, step }: PackedCase): CheckCase {
  return { head, reported: unpackReported(reported), step: mapped(step, unpackReported) as Step };
}

/** The members of a step that tell of accounts, told in another way. */
function mapped<A, B>(step: object, how: (told: A) => B): object {
  const told = Object.entries(step).filter(([name]) => name === "before" || name === "after" || name === "whole");
  return { ...step, ...Object.fromEntries(told.map(([name, accounts]) => [name, how(accounts as A)])) };
}

/** Bytes of balance and nonce. */
const FUNDS = 40;
const [NOW, WAS, CODE, HASH] = [1, 2, 4, 8] as const;

/** Of each account: what is there of it, its address, and that, with the length before code and slots. */
export function packReported(reported: readonly ReportedAccount[]): Uint8Array {
  const into = new ByteWriter(256);
  for (const { address, now, was, code, codeHash, slots } of reported) {
    const flags = (now ? NOW : 0) | (was ? WAS : 0) | (code ? CODE : 0) | (codeHash ? HASH : 0);
    const at = into.claim(1);
    into.bytes[at] = flags;
    into.append(address);
    if (now) writeFunds(into, now);
    if (was) writeFunds(into, was);
    if (code) writeBytes(into, code);
    if (codeHash) into.append(codeHash);
    writeBytes(into, slots);
  }
  return into.used().slice();
}

/** What was packed; arrays are parts of the packed one. */
export function unpackReported(packed: Uint8Array): ReportedAccount[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const reported: ReportedAccount[] = [];
  let at = 0;
  const take = (length: number): Uint8Array => packed.subarray(at, (at += length));
  const bytes = (): Uint8Array => take(view.getUint32((at += 4) - 4));
  const funds = (): Funds => {
    const start = (at += FUNDS) - FUNDS;
    return { balance: readWord(view, start), nonce: view.getBigUint64(start + 32) };
  };
  while (at < packed.length) {
    const flags = packed[at++]!;
    reported.push({
      address: take(20),
      now: flags & NOW ? funds() : undefined,
      was: flags & WAS ? funds() : undefined,
      code: flags & CODE ? bytes() : undefined,
      codeHash: flags & HASH ? take(32) : undefined,
      slots: bytes(),
    });
  }
  return reported;
}

function writeFunds(into: ByteWriter, { balance, nonce }: Funds): void {
  const at = into.reserve(FUNDS);
  writeWord(into.view, at, balance);
  into.view.setBigUint64(at + 32, nonce);
}

function writeBytes(into: ByteWriter, bytes: Uint8Array): void {
  const at = into.claim(4);
  into.view.setUint32(at, bytes.length);
  into.append(bytes);
}
