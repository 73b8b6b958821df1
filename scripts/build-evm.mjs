// Builds the fast engine's WebAssembly from AssemblyScript into build/evm: runtime.wasm (sim/evm/runtime) and curves.wasm
// (sim/evm/curves, the pairing's arithmetic), when their sources have changed. Run by the set-up, and by the engine
// itself when it finds none.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const engine = join(root, "sim", "evm");
const target = join(root, "build", "evm");

const COMMON = ["-O3", "--noAssert", "--runtime=stub", "--enable=simd"];

/** What each module is compiled with. */
const OPTIONS = {
  runtime: [
    ...COMMON,
    "--importMemory",
    "--initialMemory=18560",
    "--maximumMemory=65536",
    "--exportTable",
    "--memoryBase=1024",
    "--disableWarning=201",
  ],
  curves: COMMON,
};

/** Arithmetic with every loop unrolled is no text to be read: it is written when it is compiled. */
const WRITTEN = "sim/evm/curves/products.ts";
/** Nine digits of 29 bits hold an element of bn254's base field. */
const DIGITS = [29, 9];

/** Constants that the runtime shares with the TypeScript around it. */
const SHARED = ["gas.ts", "layout.ts", "limits.ts", "opcodes.ts", "protocol.ts"];

/** What the build depends on, hashed. */
export function sourceHash() {
  const hash = createHash("sha256").update(JSON.stringify([OPTIONS, DIGITS]));
  for (const file of SHARED) hash.update(file).update(readFileSync(join(engine, file)));
  for (const module of Object.keys(OPTIONS))
    for (const file of readdirSync(join(engine, module)).sort())
      hash.update(file).update(readFileSync(join(engine, module, file)));
  return hash.digest("hex");
}

export const WASM_FILE = join(target, "runtime.wasm");
export const CURVES_FILE = join(target, "curves.wasm");
export const STAMP_FILE = join(target, "runtime.stamp");

export function isBuilt() {
  return (
    [WASM_FILE, CURVES_FILE, STAMP_FILE].every((file) => existsSync(file)) &&
    readFileSync(STAMP_FILE, "utf8") === sourceHash()
  );
}

/** The text of a source file, or null where there is none. */
async function readSource(name) {
  if (name === WRITTEN) {
    const [{ products }, curve] = await Promise.all(
      ["products.mjs", "bn254.mjs"].map((file) => import(pathToFileURL(join(engine, "curves", file)).href)),
    );
    return products(curve, ...DIGITS);
  }
  const file = join(root, name);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

async function build() {
  const { default: asc } = await import("assemblyscript/asc");
  mkdirSync(target, { recursive: true });
  const hash = sourceHash();
  // Several processes may build at once: each writes files of its own and renames them into place, the stamp last.
  const mine = (name) => join(target, `${name}.${process.pid}`);
  for (const [module, options] of Object.entries(OPTIONS)) {
    let binary;
    const { error, stderr } = await asc.main([`sim/evm/${module}/index.ts`, ...options, "-o", "module.wasm"], {
      readFile: readSource,
      writeFile: (_, content) => (binary = content),
      listFiles: () => [],
    });
    if (error) {
      console.error(`${stderr.toString()}\nThe fast engine's ${module} does not build: ${error.message}`);
      process.exitCode = 1;
      return;
    }
    writeFileSync(mine(module), binary);
  }
  writeFileSync(mine("stamp"), hash);
  for (const [module, file] of [
    ["runtime", WASM_FILE],
    ["curves", CURVES_FILE],
    ["stamp", STAMP_FILE],
  ])
    renameSync(mine(module), file);
}

// Not awaited: the engine imports this module, and with a top-level await a CommonJS scenario could not require it.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href && !isBuilt()) void build();
