// node scripts/run.mjs FILE ARGUMENTS...: a script of ours, TypeScript or not, on the Node that the set-up brought. A shell
// looks `node` up once: the first line of npm scripts that the set-up begins would go on with the Node that began it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundled = join(root, "node_modules", ".bin", "node");
const node = existsSync(bundled) ? bundled : process.execPath;

const { status, signal } = spawnSync(node, ["--import", "tsx", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = status ?? 128 + (signal ? constants.signals[signal] : 0);
