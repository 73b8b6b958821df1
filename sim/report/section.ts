import type { Json } from "../core/history.ts";

/**
 * An option of ECharts as data alone: no functions in it, so that the same object is drawn in the page, on the server, and stored.
 * Colours of text, axes and series come from the theme (theme.ts). A data item with a `link` (see `safeLink`) leads
 * there when it is clicked.
 */
export interface ChartOption {
  readonly [member: string]: Json;
}

export interface Chart {
  readonly kind: "chart";
  readonly title: string;
  /** What one sees, with units, in a sentence or two. */
  readonly caption: string;
  readonly option: ChartOption;
  /** Pixels; default 300. */
  readonly height?: number;
  /** Takes the whole width of the page rather than half of it. */
  readonly wide?: boolean;
  /** What a click on a data item writes under the chart, `{name}` being the item's name. */
  readonly clickText?: string;
}

export type Tone = "plain" | "good" | "bad" | "open";

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** Set in digits of equal width, to the right. */
  readonly number?: boolean;
  /** Shown when pointed at. */
  readonly hint?: string;
  /** Where a click leads: see `safeLink`. */
  readonly link?: string;
}

export interface Table {
  readonly kind: "table";
  readonly title?: string;
  readonly caption?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (Cell | string)[])[];
}

/** A few numbers in large type. */
export interface Facts {
  readonly kind: "facts";
  readonly facts: readonly {
    readonly label: string;
    readonly value: string;
    readonly note?: string;
    readonly tone?: Tone;
  }[];
}

export interface Paragraph {
  readonly kind: "text";
  readonly text: string;
}

/** Text kept as it is, folded away until asked for. */
export interface Details {
  readonly kind: "details";
  readonly summary: string;
  readonly text: string;
}

/** A picture of our own making, in the page's colours. */
export interface Drawing {
  readonly kind: "drawing";
  readonly title: string;
  readonly caption: string;
  /** An SVG element; whoever makes it escapes the texts in it. */
  readonly svg: string;
}

export type Block = Chart | Table | Facts | Paragraph | Details | Drawing;

/** A part of a report. Every tool makes its own and puts them together. */
export interface Section {
  /** Of its anchor; lower case and hyphens. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences under the title. */
  readonly lead?: string;
  readonly blocks: readonly Block[];
}
