import { requireChecksum } from "./checksum.ts";
import { natural, number, sha256, string } from "../core/shape.ts";

/** Columns of a generation without its agents, in the order of their checksum. */
export const HEADER = "generation, event_log_hash, seconds, summary, chunks, checksum";
/** Those of formats 1 and 2. */
export const UNCHECKED_HEADER = "generation, event_log_hash, seconds, summary";

/** A generation as a row of its table, without its agents. */
export interface Header {
  readonly generation: number;
  readonly eventLogHash: string;
  readonly seconds: number;
  /** As JSON. */
  readonly summary: string;
  /** Chunks of its blocks; undefined in formats 1 and 2. */
  readonly chunks: number | undefined;
}

/** Throws ShapeError naming the generation where the row is damaged. */
export function readHeader(row: { readonly [column: string]: unknown }, checked = true): Header {
  const { generation: g, event_log_hash: hash, seconds, summary, chunks } = row;
  const where = `generation ${String(g)}`;
  if (checked) requireChecksum(row["checksum"], where, g, hash, seconds, summary, chunks);
  return {
    generation: natural.read(g, where),
    eventLogHash: sha256.read(hash, `${where}, hash`),
    seconds: number.read(seconds, `${where}, seconds`),
    summary: string.read(summary, where),
    chunks: checked ? natural.read(chunks, `${where}, chunks`) : undefined,
  };
}
