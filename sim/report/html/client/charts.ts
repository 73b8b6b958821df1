import type { ChartOption } from "../../section.ts";
import { safeLink } from "../../text.ts";
import { chartTheme, FONT, paletteTokens } from "../../charts/theme.ts";
import type { Look } from "./theme-button.ts";

/** What is used of ECharts, which stands beside this script. */
interface Instance {
  on(event: string, listener: (told: { readonly data?: unknown }) => void): void;
  setOption(option: object, settings?: object): void;
  dispatchAction(action: object): void;
  getOption(): { readonly dataZoom?: readonly Zoom[]; readonly legend?: readonly { readonly selected?: Selected }[] };
  getZr(): { flush(): void };
  resize(): void;
  dispose(): void;
}

/** Percent of the axis. */
export interface Zoom {
  readonly start: number;
  readonly end: number;
}

/** Whether each series is shown, by its name. */
export type Selected = { readonly [series: string]: boolean };

/** Pixels that a chart on paper is drawn wide: what A4 and Letter have within their margins and a card. */
const PAPER = 680;

declare const echarts: { init(place: HTMLElement, theme: object, size?: object): Instance };

/** A chart in the page. */
export interface Drawn {
  /** Draws other data in the same place; zoom and chosen series stay. */
  update(option: ChartOption): void;
  zoom(zoom: Zoom): void;
  /** Which series are shown, where that can be chosen. */
  selected(): Selected | undefined;
  resize(): void;
  dispose(): void;
}

export interface DrawOptions {
  /** Called with the link of what is clicked, in place of going there. */
  readonly onLink?: (link: string) => void;
  /** Whether the horizontal axis can be zoomed into, and how far it is now. */
  readonly zoom?: Zoom;
  readonly onZoom?: (zoom: Zoom) => void;
  /** Series that were shown before it was drawn anew. */
  readonly selected?: Selected | undefined;
}

/** Draws an option into `place`: on paper at once and still, for nothing moves while a page is printed. */
export function drawChart(place: HTMLElement, option: ChartOption, look: Look, options: DrawOptions = {}): Drawn {
  const { palette, onPaper } = look;
  const tokens = paletteTokens(palette);
  const size = { width: PAPER, height: Number.parseInt(place.style.height, 10) };
  const chart = echarts.init(place, chartTheme(palette), onPaper ? size : {});
  const painted = (one: ChartOption): object => {
    const made = paint(one, tokens) as { [member: string]: unknown };
    made["textStyle"] = { fontFamily: FONT };
    if (onPaper) made["animation"] = false;
    if (made["tooltip"]) (made["tooltip"] as { [member: string]: unknown })["valueFormatter"] = number;
    return made;
  };
  const whole = painted(option) as { [member: string]: unknown };
  if (options.zoom) whole["dataZoom"] = [{ type: "inside", zoomOnMouseWheel: "ctrl", ...options.zoom }];
  chart.on("finished", () => {
    place.dataset["drawn"] = "yes";
  });
  if (options.selected && whole["legend"])
    whole["legend"] = Object.assign({}, whole["legend"], { selected: options.selected });
  chart.setOption(whole);
  if (onPaper) chart.getZr().flush();
  if (options.zoom)
    chart.on("datazoom", () => {
      const zoom = chart.getOption().dataZoom?.[0];
      if (zoom) options.onZoom?.({ start: zoom.start, end: zoom.end });
    });
  chart.on("click", ({ data }) => {
    const { link, name } = (typeof data === "object" && data !== null ? data : {}) as { [member: string]: unknown };
    const target = typeof link === "string" ? safeLink(link) : undefined;
    if (target !== undefined) (options.onLink ?? ((to) => location.assign(to)))(target);
    const told = place.parentElement?.querySelector<HTMLElement>(".told");
    const text = place.dataset["clickText"];
    if (!told || text === undefined || typeof name !== "string") return;
    told.textContent = text.replaceAll("{name}", () => name);
    told.hidden = false;
  });
  return {
    update: (next) => chart.setOption(painted(next), { replaceMerge: ["series"] }),
    zoom: (zoom) => chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, ...zoom }),
    selected: () => chart.getOption().legend?.[0]?.selected,
    resize: () => void (onPaper || chart.resize()),
    dispose: () => chart.dispose(),
  };
}

/** As paint.ts does: colours in options are tokens of the theme. */
function paint(value: unknown, tokens: { readonly [token: string]: string }): unknown {
  if (typeof value === "string") return Object.hasOwn(tokens, value) ? tokens[value] : value;
  if (Array.isArray(value)) return value.map((member) => paint(member, tokens));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, paint(member, tokens)]));
}

function number(value: unknown): unknown {
  if (typeof value !== "number" || !Number.isFinite(value)) return value ?? "";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(3);
  return value.toLocaleString("en", { maximumSignificantDigits: Math.max(4, Math.trunc(size).toString().length) });
}
