// npm test: the Solidity tests by Hardhat, which builds first, then the TypeScript tests by mocha, as Hardhat runs them.
// Hardhat itself would load every file of test/ once more, one after the other, before the first test runs.
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");

/** @returns whether it ended well. */
function run(args, env = {}) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return status === 0;
}

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
    "test/**/*.test.ts",
  ],
  {
    HH_TEST: "true",
    NODE_ENV: process.env.NODE_ENV ?? "test",
    NODE_OPTIONS: `--import "${import.meta.resolve("tsx/esm")}"`,
  },
);
process.exitCode = solidity && typescript ? 0 : 1;
