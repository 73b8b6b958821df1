import { readFileSync, statSync } from "node:fs";
import { hex, sha256 } from "../core/canonical.ts";

/** Tells one content of a file from another without reading it, unless somebody sets clocks back. */
export function stampOf(file: string): string | undefined {
  return look(file)?.stamp;
}

interface Seen {
  readonly stamp: string;
  /** Whether it changed so lately that its stamp does not yet name its content. */
  readonly fresh: boolean;
}

function look(file: string): Seen | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!stat?.isFile()) return undefined;
  const { mtimeNs, ctimeNs, size, ino } = stat;
  const changed = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return { stamp: `${mtimeNs} ${ctimeNs} ${size} ${ino}`, fresh: Date.now() - Number(changed / 1_000_000n) < TICK };
}

/** Milliseconds within which a file may change twice and keep its time: file systems count in ticks. */
const TICK = 2000;

const known = new Map<string, { readonly stamp: string; readonly hash: string }>();

/** sha256 of a file's content, read again only when its stamp has changed; undefined for what is no file. */
export function fileHash(file: string): string | undefined {
  const seen = look(file);
  if (!seen) return undefined;
  const { stamp, fresh } = seen;
  const before = known.get(file);
  if (before?.stamp === stamp) return before.hash;
  const hash = hex(sha256(readFileSync(file)));
  if (!fresh) known.set(file, { stamp, hash });
  return hash;
}

/** Has the hash of a file known that was kept with its stamp, so that it is not read where the stamp is still the same. */
export function knownHash(file: string, stamp: string, hash: string): void {
  known.set(file, { stamp, hash });
}

/** A stamp that is worth keeping; undefined while the content may still change unseen. */
export function lastingStamp(file: string): string | undefined {
  const seen = look(file);
  return seen?.fresh ? undefined : seen?.stamp;
}
