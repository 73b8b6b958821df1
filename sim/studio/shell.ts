import { readFileSync } from "node:fs";
import * as charts from "../../scripts/build-echarts.mjs";
import * as page from "../../scripts/build-page.mjs";
import { LIGHT, DARK } from "../report/charts/theme.ts";

/** The page before its script has run: the same for every address, with nothing of a store in it. */
export const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${LIGHT.ground}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${DARK.ground}">
<title>Rewardscape studio</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<link rel="stylesheet" href="/assets/studio.css">
<script defer src="/assets/studio.js"></script>
</head>
<body>
<div id="studio"><noscript>This page is drawn by a script that the studio serves itself. Allow scripts to see it.</noscript></div>
</body>
</html>
`;

export interface Asset {
  readonly type: string;
  readonly text: string;
}

/** Everything that the page loads, by the end of its address: read once, so that no address names a file. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  if (!charts.isBuilt()) charts.build();
  if (!page.isBuilt()) page.build();
  const css = (file: string): Asset => ({
    type: "text/css; charset=utf-8",
    text: readFileSync(new URL(file, import.meta.url), "utf8"),
  });
  const script = (file: string): Asset => ({
    type: "text/javascript; charset=utf-8",
    text: readFileSync(file, "utf8"),
  });
  return new Map([
    ["page.css", css("../report/html/assets/page.css")],
    ["studio.css", css("./assets/studio.css")],
    ["echarts.js", script(charts.ECHARTS_FILE)],
    ["studio.js", script(page.STUDIO_SCRIPT)],
  ]);
}
