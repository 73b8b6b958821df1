import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { build, ECHARTS_FILE, isBuilt } from "../../../scripts/build-echarts.mjs";
import type { Block, Cell, Chart, Section } from "../section.ts";
import { escapeHtml, safeLink } from "../text.ts";
import { chartTheme, DARK, FONT, LIGHT, paletteTokens, type Palette } from "../charts/theme.ts";

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
  const client = script(asset("page.client.js"));
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
<script type="application/json" id="themes">${embed({ light: theme(LIGHT), dark: theme(DARK) })}</script>
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

function theme(palette: Palette): object {
  return { theme: chartTheme(palette), tokens: paletteTokens(palette), font: FONT };
}

function sectionHtml({ id, title, lead, blocks }: Section): string {
  return `<section id="${escapeHtml(id)}">
<h2>${escapeHtml(title)}</h2>
${lead ? `<p class="lead">${escapeHtml(lead)}</p>` : ""}
<div class="blocks">
${fillRows(blocks).map(blockHtml).join("\n")}
</div>
</section>`;
}

/** Widens a chart that would otherwise stand alone in a row for two. */
function fillRows(blocks: readonly Block[]): Block[] {
  let open = false;
  return blocks.map((block, i) => {
    const half = (other: Block | undefined): boolean => other?.kind === "chart" && !other.wide;
    if (!half(block)) {
      open = false;
      return block;
    }
    open = !open;
    return open && !half(blocks[i + 1]) ? { ...(block as Chart), wide: true } : block;
  });
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "chart":
      return `<figure class="card${block.wide ? " wide" : ""}">
<h3>${escapeHtml(block.title)}</h3>
<div class="chart" role="img" aria-label="${escapeHtml(`${block.title}. ${block.caption}`)}" style="height:${block.height ?? 300}px"${block.clickText ? ` data-click-text="${escapeHtml(block.clickText)}"` : ""}></div>
${block.clickText ? '<output class="told" hidden></output>\n' : ""}<figcaption>${escapeHtml(block.caption)}</figcaption>
</figure>`;
    case "table":
      return `<div class="card wide">
${block.title ? `<h3>${escapeHtml(block.title)}</h3>` : ""}
<div class="scroll"><table>
<thead><tr>${block.head.map((name, i) => `<th${isNumber(block.rows[0]?.[i]) ? ' class="number"' : ""}>${escapeHtml(name)}</th>`).join("")}</tr></thead>
<tbody>${block.rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("\n")}</tbody>
</table></div>
${block.caption ? `<figcaption>${escapeHtml(block.caption)}</figcaption>` : ""}
</div>`;
    case "facts":
      return `<div class="facts wide">${block.facts
        .map(
          ({ label, value, note, tone }) =>
            `<div class="card fact"><span>${escapeHtml(label)}</span><b class="${tone ?? "plain"}">${escapeHtml(value)}</b>${note ? `<span>${escapeHtml(note)}</span>` : ""}</div>`,
        )
        .join("\n")}</div>`;
    case "text":
      return `<p class="wide">${escapeHtml(block.text)}</p>`;
    case "drawing":
      return `<figure class="card wide">
<h3>${escapeHtml(block.title)}</h3>
<div class="scroll">${block.svg}</div>
<figcaption>${escapeHtml(block.caption)}</figcaption>
</figure>`;
    case "details":
      return `<details class="card wide"><summary>${escapeHtml(block.summary)}</summary><pre>${escapeHtml(block.text)}</pre></details>`;
  }
}

function isNumber(cell: Cell | string | undefined): boolean {
  return typeof cell === "object" && cell.number === true;
}

function cellHtml(cell: Cell | string): string {
  const { text, tone, number, hint, link } = typeof cell === "string" ? ({ text: cell } as Cell) : cell;
  const target = safeLink(link);
  const content = target ? `<a href="${escapeHtml(target)}">${escapeHtml(text)}</a>` : escapeHtml(text);
  const classes = [number ? "number" : "", tone ?? ""].filter(Boolean).join(" ");
  return `<td${classes ? ` class="${classes}"` : ""}${hint ? ` title="${escapeHtml(hint)}"` : ""}>${content}</td>`;
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
