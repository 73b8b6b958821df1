import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** By table, how many forms of nonsense it has tried in this process. */
const tables = new Map<string, number>();

/** Counts one form; the totals are printed by REWARDSCAPE_COUNT_NONSENSE=1 of the tests. */
export function tried(table: string): void {
  tables.set(table, (tables.get(table) ?? 0) + 1);
}

/** How many forms a table has tried. */
export function triedIn(table: string): number {
  return tables.get(table) ?? 0;
}

if (process.env["REWARDSCAPE_COUNT_NONSENSE"])
  process.on("exit", () => {
    const all = [...tables.values()].reduce((sum, n) => sum + n, 0);
    for (const [table, n] of tables) console.log(`${String(n).padStart(6)} ${table}`);
    console.log(`${String(all).padStart(6)} in ${tables.size} tables`);
  });

const DEEP = 50_000;

/** What a text file may hold instead of what belongs there, by name. */
export const TEXTS: { readonly [what: string]: string | Buffer } = {
  nothing: "",
  "a space": " ",
  "a word": "nonsense",
  "a zero byte": "\u0000",
  "bytes that are no text": Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0x1f, 0x8b]),
  "an open list": "[",
  "an open object": '{"a":',
  null: "null",
  true: "true",
  "a number": "-1",
  "a number beyond all": "1e999",
  "a text": '"x"',
  "an empty list": "[]",
  "a list of null": "[null]",
  "a list of lists": "[[[]]]",
  "an empty object": "{}",
  "an object of others": '{"x":1}',
  "a prototype": '{"__proto__":{"polluted":1},"constructor":{"prototype":1}}',
  "a length": '{"length":1e9}',
  "two values": "{}{}",
  "lists in lists": "[".repeat(DEEP) + "]".repeat(DEEP),
  "objects in objects": '{"a":'.repeat(DEEP) + "1" + "}".repeat(DEEP),
};

/** What may stand where a file belongs, by name: each makes it there. */
export const PLACES: { readonly [what: string]: (file: string) => void } = {
  "a folder": (file) => mkdirSync(file),
  "a pipe": (file) => void execFileSync("mkfifo", [file]),
  "a link to itself": (file) => symlinkSync(file, file),
  "a device without end": (file) => symlinkSync("/dev/zero", file),
  "three gigabytes": (file) => {
    writeFileSync(file, "");
    truncateSync(file, 3 * 2 ** 30);
  },
  "a link to nowhere": (file) => symlinkSync(join(file, "nowhere"), file),
};

/** What may stand in the place of a member, by how a table shows it. Undefined: the member is left out. */
export const MEMBERS: { readonly [shown: string]: string | undefined } = {
  "left out": undefined,
  null: "null",
  true: "true",
  "-1": "-1",
  "0.5": "0.5",
  "1e999": "1e999",
  '""': '""',
  '"x"': '"x"',
  '"-1"': '"-1"',
  '"0xzz"': '"0xzz"',
  "a long number": `"${"9".repeat(5000)}"`,
  "[]": "[]",
  "[null]": "[null]",
  "{}": "{}",
  "{ x: 1 }": '{"x":1}',
  "lists in lists": "[".repeat(DEEP) + "]".repeat(DEEP),
};

/** JSON with a mark in the place of each member in turn, by the path of the member. */
export function withHoles(value: unknown, path = ""): [path: string, fill: (text: string | undefined) => string][] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Object.keys(value);
  const item = (key: string): unknown => (value as Record<string, unknown>)[key];
  const write = (of: string, text: string | undefined): string => {
    const all = keys.flatMap((key) => {
      const member = key === of ? text : JSON.stringify(item(key));
      if (member === undefined) return [];
      return [Array.isArray(value) ? member : `${JSON.stringify(key)}:${member}`];
    });
    return Array.isArray(value) ? `[${all.join()}]` : `{${all.join()}}`;
  };
  return keys.flatMap((key) => {
    const here = `${path}.${key}`;
    const below = withHoles(item(key), here).map(
      ([at, fill]) => [at, (text: string | undefined) => write(key, fill(text))] as [string, typeof fill],
    );
    return [[here, (text) => write(key, text)], ...below];
  });
}
