/**
 * `npm run bench`: the tables of docs/speed.md (bench-all.ts); `npm run bench -- limit`: one part of them, as
 * `--only limit`; `npm run bench -- attack`: the table of docs/attack.md.
 */
// Loaded when wanted: what the first loads takes the second's name for a command of Hardhat's.
if (process.argv[2] === "limit") process.argv.splice(2, 1, "--only", "limit");
if (process.argv[2] === "attack") await (await import("./bench-attack.ts")).benchAttack(process.argv.slice(3));
else await import("./bench-all.ts");

export type { BenchRow } from "./bench-table.ts";
