/**
 * The same faulty contracts and sound twins searched by forge's invariant tests: `npm run bench -- attack --forge
 * [--names a,b] [--seeds 5] [--runs 1000] [--rows file]`. Its cases are in scripts/forge: bare targets, and with a handler as
 * a user would write it, which bounds amounts, re-enters, and plays the honest calls that come later. Forge makes
 * `invariant_profit` as large as it can, with delays between calls, with and without a corpus. Its budget is runs of 32 calls,
 * so that a busy machine changes no result; seconds are those of the processor.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CASES, type Asked, type Row } from "./forge-cases.ts";
import { tableOf } from "./forge-table.ts";

const VERSION = "1.7.1";
const DEPTH = 32;
/** In this order, so that a bench that is ended early has compared all pairs. A corpus changes nothing that a twin is asked for. */
const WAYS = [
  { kind: "Handled", mode: "plain", twin: "faulty" },
  { kind: "Handled", mode: "corpus", twin: "faulty" },
  { kind: "Bare", mode: "plain", twin: "faulty" },
  { kind: "Handled", mode: "plain", twin: "sound" },
  { kind: "Bare", mode: "corpus", twin: "faulty" },
  { kind: "Bare", mode: "plain", twin: "sound" },
] as const;

export const FORGE_NAMES = Object.keys(CASES);

export interface ForgeOptions {
  readonly names: readonly string[];
  readonly seeds: readonly string[];
  readonly runs: number;
  readonly rows?: string;
}

/** Runs what the file of rows lacks, and prints the table. */
export function benchForge({ names, seeds, runs, rows: file }: ForgeOptions): void {
  const rows: Row[] =
    file !== undefined && existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Row)
      : [];
  const forge = seeds.length > 0 ? installed() : "";
  const project = seeds.length > 0 ? projectOf() : "";
  for (const seed of seeds)
    for (const way of WAYS)
      for (const name of names) {
        const asked = { name, ...way, seed, runs };
        if (rows.some((row) => keyOf(row) === keyOf(asked))) continue;
        const row = { ...asked, ...run(forge, project, asked) };
        rows.push(row);
        if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
      }
  console.log(tableOf(names, rows));
}

const keyOf = ({ name, kind, mode, twin, seed, runs }: Asked): string => [name, kind, mode, twin, seed, runs].join();

/** Forge of npm, beside the system's temporary files: the project itself has no use for it. */
function installed(): string {
  const folder = join(tmpdir(), `rewardscape-forge-${VERSION}`);
  const forge = join(folder, "node_modules", ".bin", "forge");
  if (existsSync(forge)) return forge;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  done(spawnSync("npm", ["install", "--no-save", `@foundry-rs/forge@${VERSION}`], { cwd: folder, encoding: "utf8" }));
  return forge;
}

/** A Foundry project of the cases; solc-js stands for the compiler. */
function projectOf(): string {
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-forge-project-"));
  const require = createRequire(import.meta.url);
  const modules = join(import.meta.dirname, "..", "node_modules");
  for (const source of new Set(Object.values(CASES).flatMap(({ sources }) => sources)))
    cpSync(join("contracts", "attacks", `${source}.sol`), join(folder, "src", `${source}.sol`));
  cpSync(join(import.meta.dirname, "forge"), join(folder, "test"), { recursive: true });
  writeFileSync(
    join(folder, "foundry.toml"),
    `[profile.default]
src = "src"
test = "test"
libs = []
solc = "./solc"
evm_version = "cancun"
optimizer = true
optimizer_runs = 200
remappings = ["@openzeppelin/=${modules}/@openzeppelin/"]
allow_paths = ["${modules}"]
[invariant]
depth = ${DEPTH}
max_time_delay = 3600
max_block_delay = 10
show_metrics = false
`,
  );
  writeFileSync(
    join(folder, "solc"),
    `#!${process.execPath}
const solc = require(${JSON.stringify(require.resolve("solc"))});
if (process.argv.includes("--version"))
  console.log("solc, the solidity compiler commandline interface\\nVersion: " + solc.version().replace(".Emscripten.clang", ".Linux.g++"));
else {
  let text = "";
  process.stdin.on("data", (more) => (text += more)).on("end", () => console.log(solc.compile(text)));
}
`,
    { mode: 0o755 },
  );
  return folder;
}

/** One test of forge: what it reports as the best sequence. */
function run(
  forge: string,
  project: string,
  { name, kind, mode, twin, seed, runs }: Asked,
): Pick<Row, "best" | "steps" | "calls" | "seconds"> {
  const contract = `${CASES[name]!.of}${kind}${twin === "sound" ? "Sound" : ""}`;
  const corpus = mode === "corpus" ? { FOUNDRY_INVARIANT_CORPUS_DIR: mkdtempSync(join(project, "corpus-")) } : {};
  const { stdout, stderr } = done(
    spawnSync("bash", ["-c", TIMED, "bash", forge, "test", "--match-contract", `^${contract}$`, "--fuzz-seed", seed], {
      cwd: project,
      encoding: "utf8",
      env: { ...process.env, ...corpus, FOUNDRY_INVARIANT_RUNS: String(runs) },
    }),
  );
  const found = (pattern: RegExp, text: string): string | undefined => pattern.exec(text)?.[1];
  return {
    best: found(/best: (-?\d+)/, stdout) ?? "0",
    steps: Number(found(/shrunk: (\d+)/, stdout) ?? 0),
    calls: Number(found(/calls: (\d+)/, stdout) ?? 0),
    seconds: Number(found(/processor ([\d.]+)/, stderr)) + Number(found(/processor [\d.]+ ([\d.]+)/, stderr)),
  };
}

/** Whatever a shell is given, and what it took of the processor, user and system. */
const TIMED = 'TIMEFORMAT="processor %U %S"; time "$@"';

function done<T extends { readonly status: number | null; readonly stdout: string; readonly stderr: string }>(
  ran: T,
): T {
  if (ran.status === 0) return ran;
  throw new Error(`a command ended with ${ran.status}:\n${ran.stdout}\n${ran.stderr}`);
}
