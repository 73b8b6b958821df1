/** Colours of the pictures, chosen to stay apart for the colour-blind, on light and on dark ground. */
export interface Palette {
  readonly name: "light" | "dark";
  readonly series: readonly string[];
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  /** Lines over a heat map. */
  readonly contrast: string;
  /** From few to many. */
  readonly heat: readonly [string, string, string];
}

export const LIGHT: Palette = {
  name: "light",
  series: ["#2563c9", "#d9480f", "#0b8457", "#8a3ffc", "#b8860b", "#0e7c9b", "#c2255c", "#6b5b4b"],
  ground: "#ffffff",
  text: "#1c2330",
  muted: "#5d6878",
  line: "#dfe4ea",
  contrast: "#d9480f",
  heat: ["#eaf1fd", "#7fa9ee", "#153f8f"],
};

export const DARK: Palette = {
  name: "dark",
  series: ["#6ea8fe", "#ff9466", "#4fd1a1", "#c4a1ff", "#f2c14e", "#5fd0ea", "#ff8fb3", "#cdb79e"],
  ground: "#171c24",
  text: "#e7ebf1",
  muted: "#9aa6b6",
  line: "#303846",
  contrast: "#ffb38f",
  heat: ["#1d2736", "#33619f", "#a9cbff"],
};

/** What a colour is called in an option. Series 0 is the main one, 1 bad, 2 good, 3 theory. */
export function paletteTokens(palette: Palette): { readonly [token: string]: string } {
  const { series, text, muted, contrast, heat } = palette;
  const numbered = (name: string, colors: readonly string[]) => colors.map((color, i) => [`@${name}${i}`, color]);
  return {
    ...(Object.fromEntries([...numbered("", series), ...numbered("heat", heat)]) as { [token: string]: string }),
    "@text": text,
    "@muted": muted,
    "@contrast": contrast,
  };
}

/** Without quotes, which ECharts would write into an SVG attribute as they are. */
export const FONT = "Inter, Segoe UI, Helvetica Neue, DejaVu Sans, Arial, sans-serif";

/** An ECharts theme: plain data. */
export function chartTheme(palette: Palette): object {
  const axis = {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted },
    nameTextStyle: { color: palette.muted },
    splitLine: { lineStyle: { color: palette.line, opacity: 0.7 } },
    minorSplitLine: { show: false },
  };
  return {
    color: palette.series,
    backgroundColor: "transparent",
    animation: false,
    textStyle: { fontFamily: FONT, color: palette.text },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    logAxis: axis,
    legend: { textStyle: { color: palette.muted } },
    tooltip: {
      backgroundColor: palette.ground,
      borderColor: palette.line,
      textStyle: { color: palette.text },
      axisPointer: { lineStyle: { color: palette.muted }, crossStyle: { color: palette.muted } },
    },
    line: { symbol: "none", lineStyle: { width: 2 } },
    visualMap: { textStyle: { color: palette.muted } },
    parallel: { axisLine: { lineStyle: { color: palette.line } } },
    dataZoom: { borderColor: palette.line, textStyle: { color: palette.muted } },
    markLine: { label: { color: palette.text } },
  };
}
