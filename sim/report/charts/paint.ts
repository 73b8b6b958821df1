import type { ChartOption } from "../section.ts";
import { xmlText } from "../text.ts";
import { FONT, paletteTokens, type Palette } from "./theme.ts";

/**
 * Colours in options are tokens, `@0` to `@7` for series, `@text`, `@muted`, `@contrast`, `@heat0` to `@heat2`, so that
 * one option is drawn in light and in dark. This puts the colours in for an SVG, and takes out what XML cannot hold;
 * html/client/charts.ts does the same in a page.
 */
export function paint(option: ChartOption, palette: Palette): ChartOption {
  const tokens = paletteTokens(palette);
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return Object.hasOwn(tokens, value) ? tokens[value] : xmlText(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member)]));
  };
  return { textStyle: { fontFamily: FONT }, ...(walk(option) as ChartOption) };
}
