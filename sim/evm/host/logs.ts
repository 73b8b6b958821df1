import type { Log } from "./types.ts";

/**
 * Unpacks logs as the runtime writes them (see CallResults.logBytes).
 *
 * @example
 * const logs = unpackLogs(new Uint8Array(0)); // none
 */
export function unpackLogs(bytes: Uint8Array, length = bytes.length): (Log & { callIndex: number })[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const logs: (Log & { callIndex: number })[] = [];
  for (let p = 0; p < length;) {
    const callIndex = view.getUint32(p, true);
    const address = bytes.slice(p + 4, p + 24);
    const topicCount = bytes[p + 24]!;
    p += 25;
    const topics: Uint8Array[] = [];
    for (let i = 0; i < topicCount; i++, p += 32) topics.push(bytes.slice(p, p + 32));
    const size = view.getUint32(p, true);
    logs.push({ callIndex, address, topics, data: bytes.slice(p + 4, p + 4 + size) });
    p += 4 + size;
  }
  return logs;
}
