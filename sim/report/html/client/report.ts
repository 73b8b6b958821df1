/** Draws the charts of a report page. Runs in the browser, from the file system, with nothing but ECharts beside it. */
import type { ChartOption } from "../../section.ts";
import { drawChart, type Drawn } from "./charts.ts";
import { followTheme } from "./theme-button.ts";

const options = JSON.parse(document.getElementById("charts")!.textContent!) as ChartOption[];
const button = document.querySelector<HTMLButtonElement>("button.theme")!;
const places = [...document.querySelectorAll<HTMLElement>(".chart")];
let drawn: Drawn[] = [];

const theme = followTheme((look) => {
  button.textContent = look.palette.name === "dark" ? "Light" : "Dark";
  const selected = drawn.map((chart) => chart.selected());
  for (const chart of drawn) chart.dispose();
  drawn = places.map((place, i) => drawChart(place, options[i]!, look, { selected: selected[i] }));
});
button.addEventListener("click", () => theme.toggle());
new ResizeObserver(() => {
  for (const chart of drawn) chart.resize();
}).observe(document.querySelector(".page")!);
