// npm test: the Solidity tests by Hardhat, which builds first, then the TypeScript tests by mocha, as Hardhat runs them.
// Hardhat itself would load every file of test/ once more, one after the other, before the first test runs.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");

/**
 * Folders whose files come first. Engines by the dozen are made where a process has loaded little yet: each reserves so much
 * memory that V8 goes through all that is loaded. Of the rest those that take longest, which begun last would go on alone.
 */
const FIRST = ["evm", "validation", "verify", "commands", "stats"];

/** @returns whether it ended well. */
function run(args, env = {}) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return status === 0;
}

const all = globSync("test/**/*.test.ts", { cwd: root });
const rank = (file) => FIRST.indexOf(file.split(sep)[1]) + 1 || FIRST.length + 1;
const files = all.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));

const solidity = run([join(modules, "hardhat/dist/src/cli.js"), "test", "solidity"]);
const typescript = run(
  [
    join(modules, "mocha/bin/mocha.js"),
    "--parallel",
    // One more than there are processors: a test that waits for a command of its own leaves one idle.
    ...["--jobs", String(availableParallelism() + 1)],
    ...["--timeout", "120000"],
    ...["--require", join(root, "test/root-hooks.ts")],
    ...["--require", join(modules, "@nomicfoundation/hardhat-mocha/dist/src/unhandled-rejection-mocha-hook.js")],
    ...process.argv.slice(2),
    ...files,
  ],
  {
    HH_TEST: "true",
    NODE_ENV: process.env.NODE_ENV ?? "test",
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, "cache", "modules"),
    // Before all else, since Hardhat brings it as it loads: modules from before would be there twice, with two guards.
    NODE_OPTIONS: `--import "${import.meta.resolve("tsx/esm")}"`,
  },
);
process.exitCode = solidity && typescript ? 0 : 1;
