import { Component, type ComponentChildren } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { blockHtml, fillRows } from "../../report/html/blocks.ts";
import type { Block, Drawing, Section } from "../../report/section.ts";
import { FONT } from "../../report/charts/theme.ts";
import { ChartView } from "./chart.tsx";
import { Theme } from "./theme.ts";

/** Parts of a report as the offline report shows them. */
export function Sections({ sections }: { readonly sections: readonly Section[] }) {
  return (
    <>
      {sections.length > 1 && (
        <nav aria-label="Parts of this page">
          {sections.map(({ id, title }) => (
            <a href={`#${id}`}>{title}</a>
          ))}
        </nav>
      )}
      {sections.map((section) => (
        <Guarded key={section.id} name={section.title}>
          <section id={section.id} aria-label={section.title}>
            <h2>{section.title}</h2>
            {section.lead && <p class="lead">{section.lead}</p>}
            <div class="blocks">
              {named(fillRows(section.blocks)).map(({ key, block }) =>
                block.kind === "drawing" ? (
                  <DrawingView key={key} drawing={block} />
                ) : block.kind === "chart" ? (
                  <ChartView key={key} chart={block} />
                ) : (
                  <Html key={key} html={blockHtml(block)} />
                ),
              )}
            </div>
          </section>
        </Guarded>
      ))}
    </>
  );
}

/** Blocks keep their place in the page by their names, however many come before them. */
function named(blocks: readonly Block[]): { readonly key: string; readonly block: Block }[] {
  const seen = new Map<string, number>();
  return blocks.map((block) => {
    const name = `${block.kind} ${"title" in block ? block.title : "summary" in block ? "details" : ""}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { key: `${name} ${count}`, block };
  });
}

/** As a picture: what a store holds as a drawing can then do nothing in the page. */
function DrawingView({ drawing: { title, caption, svg } }: { readonly drawing: Drawing }) {
  useContext(Theme); // drawn anew in other colours
  return (
    <figure class="card wide">
      <h3>{title}</h3>
      <div class="scroll" tabIndex={0} role="group" aria-label={title}>
        <img
          alt={`${title}. ${caption}`}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(inColours(svg))}`}
        />
      </div>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** A picture of its own has neither the page's colours nor, without its namespace, a form. */
function inColours(svg: string): string {
  const style = getComputedStyle(document.documentElement);
  const coloured = svg.replace(/var\((--[\w-]+)\)/g, (_whole, name: string) => style.getPropertyValue(name).trim());
  return coloured.replace(/^<svg /, `<svg xmlns="http://www.w3.org/2000/svg" font-family="${FONT}" `);
}

/** Escaped HTML of a block: where it changes, what was scrolled, opened or focused stays so. */
export function Html({ html }: { readonly html: string }) {
  const slot = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const host = slot.current!;
    const scrolled = [...host.querySelectorAll(".scroll")].map(({ scrollLeft, scrollTop }) => ({
      scrollLeft,
      scrollTop,
    }));
    const opened = [...host.querySelectorAll("details")].map(({ open }) => open);
    const focusable = "a[href], summary, [tabindex]";
    const focused = [...host.querySelectorAll(focusable)].indexOf(document.activeElement as Element);
    host.innerHTML = html;
    host.querySelectorAll(".scroll").forEach((one, i) => Object.assign(one, scrolled[i] ?? {}));
    host.querySelectorAll("details").forEach((one, i) => (one.open = opened[i] ?? false));
    if (focused >= 0) host.querySelectorAll<HTMLElement>(focusable)[focused]?.focus({ preventScroll: true });
  }, [html]);
  return <div ref={slot} class="contents" />;
}

/** What cannot be shown ends with itself, and says so. */
class Guarded extends Component<
  { readonly name: string; readonly children: ComponentChildren },
  { readonly failed?: string }
> {
  override state: { readonly failed?: string } = {};

  override componentDidCatch(error: unknown): void {
    this.setState({ failed: String(error) });
  }

  override render() {
    const { failed } = this.state;
    return failed === undefined ? (
      this.props.children
    ) : (
      <p class="bad">
        {this.props.name} cannot be shown: {failed}
      </p>
    );
  }
}
