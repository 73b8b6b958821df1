import type { Json } from "./history.ts";

/** Nothing of ours is nested deeper than a tenth of this; who walks through a value does so on the stack. */
const MAX_DEPTH = 256;

/**
 * Parsed JSON without a way to reach a prototype: a member named `__proto__` is dropped. Throws SyntaxError, for lists in
 * lists without end too.
 */
export function parseJson(text: string): Json {
  if (isDeep(text)) throw new SyntaxError(`JSON nested more than ${MAX_DEPTH} levels`);
  const value = JSON.parse(text) as Json;
  // A reviver is called for every value, so only where it could find something.
  if (!/__proto__|\\u/i.test(text)) return value;
  return JSON.parse(text, (key, member: Json) => (key === "__proto__" ? undefined : member)) as Json;
}

/** Whether brackets outside of strings are nested deeper than any value of ours. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      // To the end of the string; one that does not end is told by the parser.
      do i = text.indexOf('"', i + 1);
      while (i > 0 && isEscaped(text, i));
      if (i < 0) return false;
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
  return slashes % 2 === 1;
}
