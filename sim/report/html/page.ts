import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { build, ECHARTS_FILE, isBuilt } from "../../../scripts/build-echarts.mjs";
import * as page from "../../../scripts/build-page.mjs";
import type { Section } from "../section.ts";
import { escapeHtml } from "../text.ts";
import { sectionHtml } from "./blocks.ts";

export interface PageOptions {
  /** One line under the title. */
  readonly kicker?: string;
}

/**
 * A report as one HTML file that opens from the file system and asks the network for nothing. Titles and texts are
 * escaped; a content security policy lets only the two scripts run that are written here, whatever slipped through.
 */
export function reportPage(title: string, sections: readonly Section[], options: PageOptions = {}): string {
  const charts = sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "chart"));
  const library = script(chartLibrary());
  const client = script(clientScript());
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(library)}' 'sha256-${sha256(client)}'`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${asset("page.css")}</style>
</head>
<body>
<div class="page">
<header class="top">
<div><h1>${escapeHtml(title)}</h1>${options.kicker ? `<p class="kicker">${escapeHtml(options.kicker)}</p>` : ""}</div>
<button class="theme" type="button" aria-label="Switch between light and dark">Dark</button>
</header>
<nav>${sections.map((section) => `<a href="#${escapeHtml(section.id)}">${escapeHtml(section.title)}</a>`).join("")}</nav>
<noscript><p>The charts of this page are drawn by a script that is part of it. Allow scripts to see them.</p></noscript>
${sections.map(sectionHtml).join("\n")}
</div>
<script type="application/json" id="charts">${embed(charts.map(({ option }) => option))}</script>
<script>${library}</script>
<script>${client}</script>
</body>
</html>
`;
}

function chartLibrary(): string {
  if (!isBuilt()) build();
  return readFileSync(ECHARTS_FILE, "utf8");
}

function clientScript(): string {
  if (!page.isBuilt()) page.build();
  return readFileSync(page.REPORT_SCRIPT, "utf8");
}

/** JSON between script tags: without `<` it can neither end the element nor open a comment in it. */
function embed(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

function script(source: string): string {
  return source.replace(/<\/script/gi, "<\\/script");
}

function sha256(source: string): string {
  return createHash("sha256").update(source).digest("base64");
}

function asset(name: string): string {
  return readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");
}
