import type { Json } from "../core/history.ts";

/** Numbers as people read them. Nothing here depends on the locale of the machine. */

/** Four significant digits, thousands apart, very large and very small ones as powers of ten. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "none";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4) return value.toExponential(Math.max(0, digits - 2));
  if (Number.isInteger(value) || size >= 10 ** digits) return group(Math.round(value).toString());
  const [whole = "", fraction = ""] = Number(value.toPrecision(digits)).toString().split(".");
  return fraction ? `${group(whole)}.${fraction}` : group(whole);
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}

export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return "<0.1 %";
  return `${formatNumber(Math.round(share * 1000) / 10)} %`;
}

/** An interval that holds everything says that nothing is known of it, as after one sample. */
export function formatInterval(low: number, high: number): string {
  if (low === -Infinity && high === Infinity) return "not known";
  return `[${formatNumber(low)}, ${formatNumber(high)}]`;
}

/** As in `2.4 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 10) return `${formatNumber(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** A parameter's stored value in full; an amount, stored as in `5000wei`, in ether where it is large. */
export function formatParameter(value: Json): string {
  if (typeof value === "number") return formatNumber(value, 12);
  if (typeof value !== "string") return JSON.stringify(value);
  const wei = /^(\d{1,80})wei$/.exec(value)?.[1];
  if (wei === undefined) return value;
  const digits = String(BigInt(wei)).padStart(19, "0");
  const fraction = digits.slice(-18).replace(/0+$/, "");
  const isLarge = digits.length > 19 || !digits.startsWith("00000");
  return isLarge ? `${digits.slice(0, -18)}${fraction && `.${fraction}`} ether` : `${BigInt(wei)} wei`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${formatNumber(bytes / 1e3, 3)} kB`;
  return `${formatNumber(bytes / 1e6, 3)} MB`;
}

/** Text for HTML, between tags and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A link to another place of the page, or to a file beside it or below; undefined for whatever else one is given. */
export function safeLink(link: string | undefined): string | undefined {
  return link !== undefined && /^(#|\.\/)?[A-Za-z0-9_-][\w./-]*$/.test(link) ? link : undefined;
}

/** Text without the characters that no XML document can hold, escaped or not (XML 1.0, 2.2). */
export function xmlText(text: string): string {
  return text.replace(/[\p{Surrogate}\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "");
}

// Escape sequences of terminals, and what turns the direction of text or hides in it.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text for a terminal on one line: what could move the cursor or recolour the screen is shown, not obeyed. */
export function escapeTerminal(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
