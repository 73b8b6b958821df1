// Builds what runs in a browser: the script of the reports and the page of the studio, into build/page/. Run by the
// packing, and by a report or a studio that finds none or another one than its sources make.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const folder = join(root, "build", "page");

export const REPORT_SCRIPT = join(folder, "report.js");
export const STUDIO_SCRIPT = join(folder, "studio.js");

const ENTRIES = { "report.js": "sim/report/html/client/report.ts", "studio.js": "sim/studio/page/main.tsx" };
/** The sources of what is built, by their hashes. */
const SOURCES = join(folder, "sources.json");
/** Where a studio comes from that is not there yet. */
const entries = () => Object.entries(ENTRIES).filter(([, entry]) => existsSync(join(root, entry)));

const hashOf = (file) =>
  existsSync(join(root, file))
    ? createHash("sha256")
        .update(readFileSync(join(root, file)))
        .digest("hex")
    : "none";

export function isBuilt() {
  if (!existsSync(SOURCES)) return false;
  const { of, sources } = JSON.parse(readFileSync(SOURCES, "utf8"));
  const asked = JSON.stringify(entries());
  return of === asked && Object.entries(sources).every(([file, hash]) => hashOf(file) === hash);
}

export function build() {
  const { buildSync } = require("esbuild");
  const sources = { "scripts/build-page.mjs": hashOf("scripts/build-page.mjs") };
  mkdirSync(folder, { recursive: true });
  for (const [name, entry] of entries()) {
    const { outputFiles, metafile } = buildSync({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: join(folder, name),
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform: "browser",
      format: "iife",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      legalComments: "none",
      define: { "process.env.NODE_ENV": '"production"' },
    });
    for (const { path, contents } of outputFiles) replace(join(folder, basename(path)), contents);
    for (const file of Object.keys(metafile.inputs)) sources[relative(root, join(root, file))] = hashOf(file);
  }
  replace(SOURCES, JSON.stringify({ of: JSON.stringify(entries()), sources }));
}

/** Several processes may build at once. */
function replace(file, contents) {
  const mine = `${file}.${process.pid}`;
  try {
    writeFileSync(mine, contents);
    renameSync(mine, file);
  } finally {
    rmSync(mine, { force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href && !isBuilt()) build();
