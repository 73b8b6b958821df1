// Makes the package that users install: `npm run pack` writes build/rewardscape-<version>.tgz. Its manifest is made here,
// so that this repository keeps its own set-up (a bundled Node, four compilers, packages of contracts) to itself.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { SHIPPED } from "../sim/chain/harness-names.ts";
import { PROBES, PROBES_FILE } from "../sim/conformance/engines/probe.ts";
import { PACKAGE_ROOT, PUBLISHED_FILE, type Published } from "../sim/core/package.ts";
import { build as buildCharts, ECHARTS_FILE, isBuilt as chartsBuilt } from "./build-echarts.mjs";
import { BN254_FILE, P256_FILE, SECP256K1_FILE, WASM_FILE } from "./build-evm.mjs";
import { build as buildPage, isBuilt as pageBuilt, REPORT_SCRIPT, STUDIO_SCRIPT } from "./build-page.mjs";
import { EXPORTS } from "./exports.ts";
import { lineMappings } from "./line-maps.ts";

const target = join(PACKAGE_ROOT, "build", "package");
const dist = join(target, "dist");
const own = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")) as {
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** Modules that nobody imports: programs, and what they load by name. */
const PROGRAMS = [
  "cli/bin",
  "cli/main",
  "commands/standby-worker",
  "jobs/worker",
  "chain/replay/replay-worker",
  "studio/view-worker",
];

/** Bytes of the packed package besides the chart library. */
const MAX_SIZE = 1_500_000;

/** What the user's project brings, and shares with us. */
const PEERS = { hardhat: "^3.17.0", viem: "^2.40.0" } as const;
/** What it brings where it uses a queue. */
const OPTIONAL_PEERS = { bullmq: "^6.7.0", ioredis: "^5.11.0" } as const;
/** Named exactly: another version may round otherwise, and results would differ. */
const EXACT = new Set(["ml-matrix", "pure-rand"]);
/** Loaded by name, so that no import tells of them; and those of which only types are used. */
const UNSEEN = ["tsx", "esbuild", "log-update", "abitype"];

rmSync(target, { recursive: true, force: true });
compile();
copyAssets();
const modules = filesBelow(dist).filter((file) => file.endsWith(".js"));
for (const file of modules) rewriteNames(file);
for (const file of filesBelow(dist)) if (file.endsWith(".js.map")) shortenMap(file);
shipBuilt();
shipProbes();
dropUnseenTypes();
const packages = importedPackages();
writePublished(packages);
writeManifest(packages);
pack();

function compile(): void {
  const config = join(PACKAGE_ROOT, "build", "tsconfig.pack.json");
  const entries = [...Object.values(EXPORTS), ...PROGRAMS, ...handlerModules()];
  const options = {
    extends: "../tsconfig.json",
    compilerOptions: {
      noEmit: false,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      // Without the sources in them: what is compiled reads like its source, and traces name the source's lines all the same.
      sourceMap: true,
      rootDir: "../sim",
      outDir: "package/dist",
      types: ["node"],
    },
    include: [],
    files: [...[...new Set(entries)].map((entry) => `../sim/${entry}.ts`), "../sim/evm/host/webassembly.d.ts"],
  };
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, JSON.stringify(options));
  run(process.execPath, [createRequire(import.meta.url).resolve("typescript/bin/tsc"), "-p", config]);
}

/** The modules that jobs name, as sim/jobs/handlers.ts lists them. */
function handlerModules(): string[] {
  const text = readFileSync(join(PACKAGE_ROOT, "sim", "jobs", "handlers.ts"), "utf8");
  return [...text.matchAll(/"\.\.\/([\w/-]+)\.ts"/g)].map(([, path]) => path!);
}

function copyAssets(): void {
  const sim = join(PACKAGE_ROOT, "sim");
  for (const file of filesBelow(sim).filter((one) => one.endsWith(".css"))) {
    mkdirSync(dirname(join(dist, relative(sim, file))), { recursive: true });
    cpSync(file, join(dist, relative(sim, file)));
  }
}

/** The compiler rewrites what is imported; a module that is named as text, to be run by a process, is renamed here. */
function rewriteNames(file: string): void {
  const text = readFileSync(file, "utf8");
  const known = new Set(modules);
  const renamed = text.replace(/"(\.{1,2}\/[\w./-]+)\.ts"/g, (whole, path: string) =>
    known.has(join(dirname(file), `${path}.js`)) ? `"${path}.js"` : whole,
  );
  if (renamed !== text) writeFileSync(file, renamed);
}

/** A trace names the source's lines; the columns besides would be a quarter of the package. */
function shortenMap(file: string): void {
  const map = JSON.parse(readFileSync(file, "utf8")) as { readonly mappings: string };
  writeFileSync(file, JSON.stringify({ ...map, mappings: lineMappings(map.mappings) }));
}

/** Declarations that no public module leads to: an editor never opens them, and they would be a tenth of the package. */
function dropUnseenTypes(): void {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles)
      if (fileName.startsWith(".")) visit(join(dirname(file), fileName.replace(/\.[jt]s$/, ".d.ts")));
  };
  for (const entry of Object.values(EXPORTS)) visit(join(dist, `${entry}.d.ts`));
  for (const file of filesBelow(dist)) if (file.endsWith(".d.ts") && !seen.has(file)) rmSync(file);
}

/** What is built from sources that users do not have: the engine's WebAssembly and the chart library. */
function shipBuilt(): void {
  if (!chartsBuilt()) buildCharts();
  if (!pageBuilt()) buildPage();
  const scripts = join(target, "scripts");
  mkdirSync(scripts, { recursive: true });
  for (const [script, files] of [
    ["build-evm.mjs", { WASM_FILE, BN254_FILE, SECP256K1_FILE, P256_FILE }],
    ["build-echarts.mjs", { ECHARTS_FILE }],
    ["build-page.mjs", { REPORT_SCRIPT, STUDIO_SCRIPT }],
  ] as const) {
    const names = Object.entries(files).map(([name, file]) => {
      const place = relative(PACKAGE_ROOT, file);
      mkdirSync(dirname(join(target, place)), { recursive: true });
      cpSync(file, join(target, place));
      return `export const ${name} = fileURLToPath(new URL(${JSON.stringify(`../${place}`)}, import.meta.url));`;
    });
    const built = [
      'import { fileURLToPath } from "node:url";',
      ...names,
      "export const isBuilt = () => true;",
      "export const build = () => undefined;",
    ];
    writeFileSync(join(scripts, script), `${built.join("\n")}\n`);
  }
}

/** Contracts that the conformance suite executes, without what only a compiler asks for. */
function shipProbes(): void {
  const probes = Object.entries(PROBES).map(([name, place]) => {
    const { abi, bytecode } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "artifacts", place), "utf8")) as {
      readonly abi: unknown;
      readonly bytecode: string;
    };
    return [name, { abi, bytecode }];
  });
  writeFileSync(join(target, PROBES_FILE), JSON.stringify(Object.fromEntries(probes)));
}

function importedPackages(): string[] {
  const names = new Set(UNSEEN);
  for (const file of filesBelow(dist).filter((one) => /\.(js|d\.ts)$/.test(one)))
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles)
      if (!fileName.startsWith(".") && !isBuiltin(fileName))
        names.add(fileName.split("/", fileName.startsWith("@") ? 2 : 1).join("/"));
  for (const name of ["rewardscape", ...Object.keys(OPTIONAL_PEERS)]) names.delete(name);
  return [...names].sort();
}

function writePublished(names: readonly string[]): void {
  const harness = Object.fromEntries(
    SHIPPED.map((name) => {
      const file = join(PACKAGE_ROOT, "artifacts", "contracts", "harness", `${name}.sol`, `${name}.json`);
      const { bytecode, deployedBytecode } = JSON.parse(readFileSync(file, "utf8")) as Published["harness"][string];
      return [name, { bytecode, deployedBytecode }];
    }),
  );
  const hash = createHash("sha256").update(JSON.stringify(harness));
  for (const file of filesBelow(target).sort())
    if (/\.(js|mjs|wasm)$/.test(file)) hash.update(relative(target, file)).update(readFileSync(file));
  const published: Published = { digest: hash.digest("hex"), packages: names, harness };
  writeFileSync(join(target, PUBLISHED_FILE), JSON.stringify(published));
}

function writeManifest(names: readonly string[]): void {
  const pinned = { ...own.devDependencies, ...own.dependencies };
  const versionOf = (name: string): string => {
    const installed = JSON.parse(readFileSync(join(PACKAGE_ROOT, "node_modules", name, "package.json"), "utf8")) as {
      readonly version: string;
    };
    const version = pinned[name] ?? installed.version;
    return EXACT.has(name) ? version : `^${version}`;
  };
  const manifest = {
    name: "rewardscape",
    version: own.version,
    description: own.description,
    license: own.license,
    type: "module",
    engines: { node: ">=22.13" },
    bin: { rewardscape: "dist/cli/bin.js" },
    exports: {
      ...Object.fromEntries(
        Object.entries(EXPORTS).map(([name, entry]) => [
          name,
          { types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` },
        ]),
      ),
      "./package.json": "./package.json",
    },
    files: ["dist", "build", "scripts"],
    keywords: ["hardhat", "hardhat-plugin", "foundry", "solidity", "simulation", "mechanism-design"],
    peerDependencies: { ...PEERS, ...OPTIONAL_PEERS },
    peerDependenciesMeta: Object.fromEntries(Object.keys(OPTIONAL_PEERS).map((name) => [name, { optional: true }])),
    dependencies: Object.fromEntries(names.filter((name) => !(name in PEERS)).map((name) => [name, versionOf(name)])),
  };
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of ["README.md", "LICENSE", "CHANGELOG.md"]) cpSync(join(PACKAGE_ROOT, name), join(target, name));
}

function pack(): void {
  run("npm", ["pack", "--pack-destination", join(PACKAGE_ROOT, "build"), "--loglevel=error"], target);
  const file = join(PACKAGE_ROOT, "build", `rewardscape-${own.version}.tgz`);
  const { size } = statSync(file);
  const ours = size - gzipSync(readFileSync(ECHARTS_FILE)).length;
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);
  console.log(
    `${relative(process.cwd(), file)}  ${megabytes(size)} MB, ${megabytes(ours)} MB without the chart library`,
  );
  if (ours <= MAX_SIZE) return;
  console.error(`FAILED: the package may have ${megabytes(MAX_SIZE)} MB besides the chart library`);
  process.exit(1);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function run(command: string, args: readonly string[], cwd: string = PACKAGE_ROOT): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return;
  process.stderr.write(stdout + stderr);
  process.exit(1);
}
