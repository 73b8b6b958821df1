import { canonical, hex, sha256 } from "../core/canonical.ts";

/** Everything that decides a result, by name: sha256 of its content. */
export type SourceList = { readonly [name: string]: string };

/** The hash under which results of these sources are stored. */
export function hashOfSources(sources: SourceList): string {
  return hex(sha256(canonical(sources)));
}

/** What two lists do not have in common, by name and in the order of the names. */
export function changedSources(stored: SourceList, now: SourceList): string[] {
  return [...new Set([...Object.keys(stored), ...Object.keys(now)])]
    .filter((name) => stored[name] !== now[name])
    .sort();
}
