// Builds the fast engine's WebAssembly from AssemblyScript into build/evm: runtime.wasm (sim/evm/runtime) and a module for
// each elliptic curve (sim/evm/curves), when their sources have changed. Run by the set-up, and by the engine itself when
// it finds none.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const engine = join(root, "sim", "evm");
const target = join(root, "build", "evm");

const COMMON = ["-O3", "--noAssert", "--runtime=stub", "--enable=simd"];

/** Modules by name: where their sources begin, the curve that their arithmetic is for, and options of their own. */
const MODULES = {
  runtime: {
    entry: "sim/evm/runtime/index.ts",
    options: [
      "--importMemory",
      "--initialMemory=18560",
      "--maximumMemory=65536",
      "--exportTable",
      "--memoryBase=1024",
      "--disableWarning=201",
    ],
  },
  bn254: { entry: "sim/evm/curves/index.ts", curve: "bn254" },
  secp256k1: { entry: "sim/evm/curves/ecdsa.ts", curve: "secp256k1" },
  p256: { entry: "sim/evm/curves/ecdsa.ts", curve: "p256" },
};

/** Arithmetic with every loop unrolled is no text to be read: it is written when it is compiled, by the module beside it. */
const WRITTEN = ["products", "inverse"];
/** Nine digits of 29 bits hold an element of a field of up to 256 bits. */
const DIGITS = [29, 9];

/** Constants that the runtime shares with the TypeScript around it. */
const SHARED = ["gas.ts", "layout.ts", "limits.ts", "opcodes.ts", "protocol.ts"];

/** What the build depends on, hashed. */
export function sourceHash() {
  const hash = createHash("sha256").update(JSON.stringify([COMMON, MODULES, DIGITS]));
  for (const file of SHARED) hash.update(file).update(readFileSync(join(engine, file)));
  for (const folder of ["runtime", "curves"])
    for (const file of readdirSync(join(engine, folder)).sort())
      hash.update(file).update(readFileSync(join(engine, folder, file)));
  return hash.digest("hex");
}

export const WASM_FILE = join(target, "runtime.wasm");
export const BN254_FILE = join(target, "bn254.wasm");
export const SECP256K1_FILE = join(target, "secp256k1.wasm");
export const P256_FILE = join(target, "p256.wasm");
export const STAMP_FILE = join(target, "runtime.stamp");

export function isBuilt() {
  return (
    [WASM_FILE, BN254_FILE, SECP256K1_FILE, P256_FILE, STAMP_FILE].every((file) => existsSync(file)) &&
    readFileSync(STAMP_FILE, "utf8") === sourceHash()
  );
}

/** The text of a source file of a module for a curve, or null where there is none. */
async function readSource(name, curve) {
  const written = WRITTEN.find((one) => name === `sim/evm/curves/${one}.ts`);
  if (written) {
    const [{ [written]: write }, numbers] = await Promise.all(
      [written, curve].map((file) => import(pathToFileURL(join(engine, "curves", `${file}.mjs`)).href)),
    );
    return write(numbers, ...DIGITS);
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
  for (const [module, { entry, curve, options = [] }] of Object.entries(MODULES)) {
    let binary;
    const { error, stderr } = await asc.main([entry, ...COMMON, ...options, "-o", "module.wasm"], {
      readFile: (name) => readSource(name, curve),
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
  for (const module of Object.keys(MODULES)) renameSync(mine(module), join(target, `${module}.wasm`));
  renameSync(mine("stamp"), STAMP_FILE);
}

// Not awaited: the engine imports this module, and with a top-level await a CommonJS scenario could not require it.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href && !isBuilt()) void build();
