import { useContext, useLayoutEffect, useRef, useState } from "preact/hooks";
import { blockHtml } from "../../report/html/blocks.ts";
import { drawChart, type Drawn, type Selected, type Zoom } from "../../report/html/client/charts.ts";
import type { Chart } from "../../report/section.ts";
import { useCharts } from "./library.ts";
import { go, targetOf } from "./location.ts";
import { read, Theme, write } from "./theme.ts";
import { valuesOf } from "./values.ts";

const WHOLE: Zoom = { start: 0, end: 100 };

/** A chart of a report, drawn by the report's own script; new data leave its zoom and chosen series as they are. */
export function ChartView({ chart }: { readonly chart: Chart }) {
  const slot = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | undefined>(undefined);
  const option = useRef("");
  const selected = useRef<Selected | undefined>(undefined);
  const look = useContext(Theme);
  const canDraw = useCharts();
  const [isShown, setShown] = useState(false);
  const html = blockHtml(chart);
  const key = `zoom ${location.pathname} ${chart.title}`;
  const zoomable = typeof chart.option["xAxis"] === "object" && !Array.isArray(chart.option["xAxis"]);
  const [zoom, setZoom] = useState<Zoom>(() => storedZoom(key));

  useLayoutEffect(() => {
    const host = slot.current!;
    host.innerHTML = html;
    if (!canDraw) return undefined;
    const place = host.querySelector<HTMLElement>(".chart")!;
    drawn.current = drawChart(place, chart.option, look, {
      selected: selected.current,
      onLink: (link) => {
        const to = targetOf(link);
        if (to !== undefined) go(to);
      },
      ...(zoomable && { zoom: storedZoom(key) }),
      onZoom: (next) => {
        setZoom(next);
        write(sessionStorage, key, JSON.stringify(next));
      },
    });
    option.current = JSON.stringify(chart.option);
    const observer = new ResizeObserver(() => drawn.current?.resize());
    observer.observe(place);
    return () => {
      observer.disconnect();
      selected.current = drawn.current?.selected();
      drawn.current?.dispose();
    };
  }, [html, look, canDraw]);

  useLayoutEffect(() => {
    const text = JSON.stringify(chart.option);
    if (text === option.current) return;
    option.current = text;
    drawn.current?.update(chart.option);
  });

  const zoomTo = (start: number, end: number): void =>
    drawn.current?.zoom({ start: Math.max(0, start), end: Math.min(100, end) });
  const step = (by: number): void => {
    const middle = (zoom.start + zoom.end) / 2;
    const half = Math.max(1, ((zoom.end - zoom.start) / 2) * by);
    zoomTo(middle - half, middle + half);
  };
  const move = (by: number): void => {
    const width = zoom.end - zoom.start;
    const start = Math.min(100 - width, Math.max(0, zoom.start + by * width));
    zoomTo(start, start + width);
  };
  const isWhole = zoom.start <= 0 && zoom.end >= 100;
  const values = isShown ? valuesOf(chart.option) : undefined;
  return (
    <div class={`chart-slot${chart.wide ? " wide" : ""}`}>
      <div ref={slot} class="contents" />
      <div class="tools" role="group" aria-label={`${chart.title}: view`}>
        {zoomable && (
          <>
            <button type="button" onClick={() => step(0.5)} aria-label={`Zoom into ${chart.title}`}>
              +
            </button>
            <button type="button" disabled={isWhole} onClick={() => step(2)} aria-label={`Zoom out of ${chart.title}`}>
              −
            </button>
            <button
              type="button"
              disabled={isWhole}
              onClick={() => move(-0.5)}
              aria-label={`Move ${chart.title} to the left`}
            >
              ◂
            </button>
            <button
              type="button"
              disabled={isWhole}
              onClick={() => move(0.5)}
              aria-label={`Move ${chart.title} to the right`}
            >
              ▸
            </button>
            <button
              type="button"
              disabled={isWhole}
              onClick={() => zoomTo(0, 100)}
              aria-label={`Show all of ${chart.title}`}
            >
              All
            </button>
          </>
        )}
        <button
          type="button"
          aria-expanded={isShown}
          onClick={() => setShown(!isShown)}
          aria-label={`Values of ${chart.title}`}
        >
          Values
        </button>
      </div>
      {isShown && (
        <div class="scroll values" tabIndex={0} role="group" aria-label={`Values of ${chart.title}`}>
          {values ? (
            <table>
              <thead>
                <tr>
                  {values.head.map((name) => (
                    <th scope="col">{name}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {values.rows.map((row) => (
                  <tr>
                    {row.map((cell) => (
                      <td>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          ) : (
            <p>This chart has no values of its own.</p>
          )}
          {values !== undefined && values.more > 0 && <p>{values.more} more rows are not shown.</p>}
        </div>
      )}
    </div>
  );
}

function storedZoom(key: string): Zoom {
  try {
    const { start, end } = JSON.parse(read(sessionStorage, key) ?? "{}") as Partial<Zoom>;
    return typeof start === "number" && typeof end === "number" ? { start, end } : WHOLE;
  } catch {
    return WHOLE;
  }
}
