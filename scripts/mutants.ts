/**
 * Do the tests notice when the code is wrong? Draws a sample of all mutants of some rooms, plants one at a time in a copy
 * of the project, and runs the tests nearest to it until one fails. Prints the survivors and the share killed.
 *
 * Options: --count N (default 300), --seed TEXT (default 1), --rooms A,B (default population, goals, stats, explore, runs,
 * evaluation), --tests N (files run for one mutant at most, default 12), --from N --to N (a part of the same sample).
 * The tests of a mutant: those whose imports reach its module, the fewest steps away first. A file that takes more than
 * --seconds N of processor time (default 180), or ten times as long by the clock, counts as killed, and is told so. Exit
 * status 2 when fewer than 85 % are.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../sim/core/random.ts";
import { modulesFrom, type ModuleGraph } from "../sim/sources/bundler.ts";
import { mutantsOf, type Mutant } from "./mutation-points.ts";

const ROOT = realpathSync(join(import.meta.dirname, ".."));
const REQUIRED = 0.85;
/** What a copy needs; artifacts name no place, so that nothing is compiled again unless a test asks for it. */
const COPIED = ["sim", "test", "scripts", "contracts", "artifacts", "cache", "types", "docs", "package.json"];
const COPIED_TOO = ["hardhat.config.ts", "tsconfig.json", "README.md", "CHANGELOG.md", "eslint-rules"];

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    rooms: { type: "string", default: "population,goals,stats,explore,runs,evaluation" },
    tests: { type: "string", default: "12" },
    seconds: { type: "string", default: "180" },
    from: { type: "string", default: "0" },
    to: { type: "string" },
  },
});

type End = "passed" | "failed" | "time";
/** Of a file's processor time, ms. */
const LIMIT = 1000 * Number(values.seconds);

const files = values.rooms.split(",").flatMap((room) => typescriptIn(join(ROOT, "sim", room)));
const all = files.flatMap((file) => mutantsOf(file, readFileSync(file, "utf8")));
const sample = Random.of(values.seed, "mutants")
  .shuffle(all)
  .slice(0, Number(values.count))
  .slice(Number(values.from), values.to === undefined ? undefined : Number(values.to));
const tests = typescriptIn(join(ROOT, "test")).filter((file) => file.endsWith(".test.ts"));
const distances = new Map(tests.map((test) => [test, distancesFrom(test, modulesFrom([test]))] as const));

const copy = realpathSync(mkdtempSync(join(tmpdir(), "rewardscape-mutants-")));
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
for (const name of [...COPIED, ...COPIED_TOO]) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
spawnSync("cp", ["-al", join(ROOT, "node_modules"), join(copy, "node_modules")]);

console.log(`${sample.length} of ${all.length} mutants of ${files.length} modules, seed ${values.seed}`);
const unchanged = new Map<string, boolean>();
const survivors: Mutant[] = [];
let ran = 0;
for (const mutant of sample) {
  const name = relative(ROOT, mutant.file);
  const killer = killerOf(mutant);
  ran++;
  if (killer === undefined) survivors.push(mutant);
  const said = killer === undefined ? "SURVIVED" : killer.end === "time" ? "killed by time" : "killed";
  console.log(`${said}  ${name}:${mutant.line}  ${mutant.change}  ${killer?.test ?? ""}`);
}
const killed = ran - survivors.length;
console.log(`\n${killed} of ${ran} killed (${((100 * killed) / ran).toFixed(1)} %)`);
process.exitCode = killed >= REQUIRED * ran ? 0 : 2;

/** The test file that fails with a mutant; only files that pass without it are asked. */
function killerOf(mutant: Mutant): { readonly test: string; readonly end: End } | undefined {
  const place = join(copy, relative(ROOT, mutant.file));
  const sound = nearest(mutant.file).filter(passesUnchanged);
  const text = readFileSync(mutant.file, "utf8");
  writeFileSync(place, text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end));
  try {
    for (const test of sound) {
      const end = endOf(test);
      if (end !== "passed") return { test, end };
    }
    return undefined;
  } finally {
    writeFileSync(place, text);
  }
}

function nearest(file: string): string[] {
  return [...distances]
    .flatMap(([test, steps]) => (steps.has(file) ? [{ test, steps: steps.get(file)!, reached: steps.size }] : []))
    .sort((a, b) => a.steps - b.steps || a.reached - b.reached || (a.test < b.test ? -1 : 1))
    .slice(0, Number(values.tests))
    .map(({ test }) => relative(ROOT, test));
}

function passesUnchanged(test: string): boolean {
  let sound = unchanged.get(test);
  if (sound === undefined) {
    unchanged.set(test, (sound = endOf(test) === "passed"));
    if (!sound) console.log(`left out, since it fails in the copy unchanged: ${test}`);
  }
  return sound;
}

function endOf(test: string): End {
  const mocha = join(copy, "node_modules/mocha/bin/mocha.js");
  const hooks = ["--require", "test/root-hooks.ts", "--bail", "--timeout", String(10 * LIMIT)];
  const args = [process.execPath, mocha, "--import=tsx", ...hooks, test];
  // By the shell, since only a process itself can bound its processor time.
  const { status, signal, error } = spawnSync("sh", ["-c", `ulimit -t ${LIMIT / 1000} && exec "$@"`, "sh", ...args], {
    cwd: copy,
    stdio: "ignore",
    timeout: 10 * LIMIT,
    killSignal: "SIGKILL",
  });
  if (status === 0) return "passed";
  return error !== undefined || signal === "SIGXCPU" || signal === "SIGKILL" ? "time" : "failed";
}

/** Steps from a test to each module that it loads. */
function distancesFrom(test: string, graph: ModuleGraph): ReadonlyMap<string, number> {
  const steps = new Map([[test, 0]]);
  const open = [test];
  for (const file of open) {
    for (const next of graph.get(file)?.files ?? []) {
      if (steps.has(next)) continue;
      steps.set(next, steps.get(file)! + 1);
      open.push(next);
    }
  }
  return steps;
}

function typescriptIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
