import type { Block, Cell, Chart, Section } from "../section.ts";
import { escapeHtml, safeLink } from "../text.ts";

/** Sections as HTML: in a report's file, and in the page of the studio. All texts are escaped here. */
export function sectionHtml({ id, title, lead, blocks }: Section): string {
  return `<section id="${escapeHtml(id)}">
<h2>${escapeHtml(title)}</h2>
${lead ? `<p class="lead">${escapeHtml(lead)}</p>` : ""}
<div class="blocks">
${fillRows(blocks).map(blockHtml).join("\n")}
</div>
</section>`;
}

/** Widens a chart that would otherwise stand alone in a row for two. */
export function fillRows(blocks: readonly Block[]): Block[] {
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

export function blockHtml(block: Block): string {
  switch (block.kind) {
    case "chart":
      return `<figure class="card${block.wide ? " wide" : ""}">
<h3>${escapeHtml(block.title)}</h3>
<div class="chart" role="img" aria-label="${escapeHtml(`${block.title}. ${block.caption}`)}" style="height:${Number(block.height ?? 300)}px"${block.clickText ? ` data-click-text="${escapeHtml(block.clickText)}"` : ""}></div>
${block.clickText ? '<output class="told" hidden></output>\n' : ""}<figcaption>${escapeHtml(block.caption)}</figcaption>
</figure>`;
    case "table":
      return `<div class="card wide">
${block.title ? `<h3>${escapeHtml(block.title)}</h3>` : ""}
<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(block.title ?? "table")}"><table>
<thead><tr>${block.head.map((name, i) => `<th scope="col"${isNumber(block.rows[0]?.[i]) ? ' class="number"' : ""}>${escapeHtml(name)}</th>`).join("")}</tr></thead>
<tbody>${block.rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("\n")}</tbody>
</table></div>
${block.caption ? `<p class="caption">${escapeHtml(block.caption)}</p>` : ""}
</div>`;
    case "facts":
      return `<div class="facts wide">${block.facts
        .map(
          ({ label, value, note, tone }) =>
            `<div class="card fact"><span>${escapeHtml(label)}</span><b class="${escapeHtml(tone ?? "plain")}">${escapeHtml(value)}</b>${note ? `<span>${escapeHtml(note)}</span>` : ""}</div>`,
        )
        .join("\n")}</div>`;
    case "text":
      return `<p class="wide">${escapeHtml(block.text)}</p>`;
    case "drawing":
      return `<figure class="card wide">
<h3>${escapeHtml(block.title)}</h3>
<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(block.title)}">${block.svg}</div>
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
  return `<td${classes ? ` class="${escapeHtml(classes)}"` : ""}${hint ? ` title="${escapeHtml(hint)}"` : ""}>${content}</td>`;
}
