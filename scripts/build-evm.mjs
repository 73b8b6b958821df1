// Builds the fast engine's runtime (AssemblyScript in sim/evm/runtime) into build/evm/runtime.wasm when its sources have
// changed. Run by the set-up, and by the engine itself when it finds none.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, "sim", "evm", "runtime");
const target = join(root, "build", "evm");

const OPTIONS = [
  "sim/evm/runtime/index.ts",
  "-O3",
  "--noAssert",
  "--runtime=stub",
  "--importMemory",
  "--initialMemory=18560",
  "--maximumMemory=65536",
  "--enable=simd",
  "--exportTable",
  "--memoryBase=1024",
  "--disableWarning=201",
];

/** Constants that the runtime shares with the TypeScript around it. */
const SHARED = ["gas.ts", "layout.ts", "limits.ts", "opcodes.ts", "protocol.ts"];

/** What the build depends on, hashed. */
export function sourceHash() {
  const hash = createHash("sha256").update(OPTIONS.join(" "));
  for (const file of SHARED) hash.update(file).update(readFileSync(join(root, "sim", "evm", file)));
  for (const file of readdirSync(sources).sort()) hash.update(file).update(readFileSync(join(sources, file)));
  return hash.digest("hex");
}

export const WASM_FILE = join(target, "runtime.wasm");
export const STAMP_FILE = join(target, "runtime.stamp");

export function isBuilt() {
  return existsSync(WASM_FILE) && existsSync(STAMP_FILE) && readFileSync(STAMP_FILE, "utf8") === sourceHash();
}

async function build() {
  const { default: asc } = await import("assemblyscript/asc");
  // Several processes may build at once: each writes files of its own and renames them into place.
  const mine = `runtime.${process.pid}.wasm`;
  mkdirSync(target, { recursive: true });
  const hash = sourceHash();
  const { error, stderr } = await asc.main([...OPTIONS, "--baseDir", root, "-o", `build/evm/${mine}`]);
  if (error) {
    console.error(`${stderr.toString()}\nThe fast engine's runtime does not build: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  const stamp = join(target, `${mine}.stamp`);
  writeFileSync(stamp, hash);
  renameSync(join(target, mine), WASM_FILE);
  renameSync(stamp, STAMP_FILE);
  rmSync(join(target, mine), { force: true });
}

// Not awaited: the engine imports this module, and with a top-level await a CommonJS scenario could not require it.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href && !isBuilt()) void build();
