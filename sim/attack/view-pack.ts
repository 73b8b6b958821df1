import type { ViewBatch } from "../evm/host/types.ts";

/** Of a record before its data: the target, and the data's length. */
const HEADER = 24;
/** As much as the engine gives a view that is asked alone. */
const VIEW_GAS = 30_000_000;

/** Views that are asked together again and again, by nobody, in the form in which the engine takes them. */
export function packViews(views: readonly { readonly target: Uint8Array; readonly data: Uint8Array }[]): ViewBatch {
  const offsets = new Uint32Array(views.length);
  const bytes = new Uint8Array(views.reduce((sum, { data }) => sum + HEADER + data.length, 0));
  const lengths = new DataView(bytes.buffer);
  let at = 0;
  views.forEach(({ target, data }, i) => {
    offsets[i] = at;
    bytes.set(target, at);
    lengths.setUint32(at + 20, data.length, true);
    bytes.set(data, at + HEADER);
    at += HEADER + data.length;
  });
  return { count: views.length, bytes, offsets, sender: new Uint8Array(20), gasLimit: VIEW_GAS };
}
