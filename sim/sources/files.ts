import { readFileSync, statSync } from "node:fs";
import { hex, sha256 } from "../core/canonical.ts";

/** Tells one content of a file from another without reading it, unless somebody sets clocks back. */
export function stampOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() ? [stat.mtimeNs, stat.ctimeNs, stat.size, stat.ino].join(" ") : undefined;
}

/** Milliseconds within which a file may change twice and keep its time: file systems count in ticks. */
const TICK = 2000;

/** Whether a file changed so lately that its stamp does not yet name its content. */
function isFresh(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - Math.max(stat.ctimeMs, stat.mtimeMs) < TICK;
}

const known = new Map<string, { readonly stamp: string; readonly hash: string }>();

/** sha256 of a file's content, read again only when its stamp has changed; undefined for what is no file. */
export function fileHash(file: string): string | undefined {
  const stamp = stampOf(file);
  if (stamp === undefined) return undefined;
  const before = known.get(file);
  if (before?.stamp === stamp) return before.hash;
  const fresh = isFresh(file);
  const hash = hex(sha256(readFileSync(file)));
  if (!fresh) known.set(file, { stamp, hash });
  return hash;
}

/** A stamp that is worth keeping; undefined while the content may still change unseen. */
export function lastingStamp(file: string): string | undefined {
  return isFresh(file) ? undefined : stampOf(file);
}
