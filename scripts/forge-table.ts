import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CASES, KINDS, MODES, type Row } from "./forge-cases.ts";

/** A line for each pair: what forge found bare and with a handler, and what it calls the best of sound twins. */
export function tableOf(names: readonly string[], rows: readonly Row[]): string {
  const columns = KINDS.flatMap((kind) => MODES.map((mode) => ({ kind, mode })));
  return [
    `| pair | lines: scenario, bare, handler | ${columns.map(({ kind, mode }) => `${kind.toLowerCase()}, ${mode}`).join(" | ")} | twins, best called |`,
    `|---|---|${columns.map(() => "---|").join("")}---|`,
    ...names.map((name) => {
      const of = rows.filter((row) => row.name === name);
      const cells = columns.map((column) =>
        cellOf(
          of.filter(({ kind, mode, twin }) => kind === column.kind && mode === column.mode && twin === "faulty"),
          CASES[name]!.profit,
        ),
      );
      const dust = of
        .filter(({ twin, best }) => twin === "sound" && BigInt(best) > 0n)
        .map(({ best }) => `${best} wei`);
      return `| ${name} | ${linesOf(name)} | ${cells.join(" | ")} | ${[...new Set(dust)].join(", ") || (of.some(({ twin }) => twin === "sound") ? "none" : "not run")} |`;
    }),
  ].join("\n");
}

/** Found, calls of shrunk sequences that do, and seconds of the processor. */
function cellOf(rows: readonly Row[], profit: bigint): string {
  if (rows.length === 0) return "not run";
  const found = rows.filter(({ best }) => BigInt(best) * 100n >= profit * 95n);
  const most = rows.reduce((max, { best }) => (BigInt(best) > max ? BigInt(best) : max), 0n);
  const seconds = rows.map((row) => row.seconds).sort((a, b) => a - b);
  const steps = found.map((row) => row.steps).join(", ");
  return `${found.length}/${rows.length}${steps ? `, ${steps} calls` : `, best ${Number((most * 100n) / profit)} %`}, ${seconds[seconds.length >> 1]!.toFixed(1)} s`;
}

/** Lines with code that a user writes: our scenario; forge's set-up with bare targets; the same with a handler. */
function linesOf(name: string): string {
  const scenario = readFileSync(`test/fixtures/attacks/${name}.ts`, "utf8");
  const source = readFileSync(join(import.meta.dirname, "forge", `${CASES[name]!.of}.t.sol`), "utf8");
  const [before, ...contracts] = source.split(/^(?=(?:abstract )?contract )/m);
  const part = (end: string): string =>
    contracts.find((text) => text.match(/contract (\w+)/)?.[1]?.endsWith(end)) ?? "";
  const count = (text: string): number =>
    text.split("\n").filter((line) => /\w|[{}]/.test(line) && !/^\s*\/[/*]/.test(line)).length;
  const setUp = count(before!) + count(part("Setup"));
  return `${count(scenario)}, ${setUp + count(part("Bare"))}, ${setUp + count(part("Handler")) + count(part("Handled"))}`;
}
