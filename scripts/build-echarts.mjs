// Builds the part of ECharts that the reports draw with into build/echarts/echarts.js, once for each version and list.
// Run by the packing, and by a report that finds none.
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** What is built; a chart of another type needs its name here, or it stays empty in the report. */
const PARTS = {
  charts: ["LineChart", "BarChart", "ScatterChart", "HeatmapChart", "ParallelChart", "CustomChart"],
  components: [
    "GridComponent",
    "LegendComponent",
    "TooltipComponent",
    "TitleComponent",
    "DataZoomComponent",
    "VisualMapComponent",
    "MarkLineComponent",
    "MarkAreaComponent",
    "MarkPointComponent",
    "ParallelComponent",
    "AriaComponent",
  ],
  features: ["LabelLayout"],
  renderers: ["CanvasRenderer"],
};

export const ECHARTS_FILE = join(root, "build", "echarts", "echarts.js");

const versionOf = (name) => JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")).version;
const stamp = () => `/* echarts ${versionOf("echarts")}, Apache-2.0: ${Object.values(PARTS).flat().join(" ")} */`;

export function isBuilt() {
  return existsSync(ECHARTS_FILE) && readFileSync(ECHARTS_FILE, "utf8").startsWith(`${stamp()}\n`);
}

export function build() {
  const { buildSync } = require("esbuild");
  const names = Object.values(PARTS).flat().join(", ");
  const contents = [
    ...Object.entries(PARTS).map(([from, parts]) => `import { ${parts.join(", ")} } from "echarts/${from}";`),
    'import { getInstanceByDom, init, use } from "echarts/core";',
    `use([${names}]);`,
    "window.echarts = { init, getInstanceByDom };",
  ].join("\n");
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "es2020",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  mkdirSync(dirname(ECHARTS_FILE), { recursive: true });
  // Several processes may build at once.
  const mine = `${ECHARTS_FILE}.${process.pid}`;
  writeFileSync(mine, `${stamp()}\n${outputFiles[0].text}`);
  renameSync(mine, ECHARTS_FILE);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href && !isBuilt()) build();
