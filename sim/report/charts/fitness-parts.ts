import type { RunView } from "../run/view.ts";
import type { Chart, ChartOption } from "../section.ts";
import { curve, overGenerations } from "./parts.ts";

const PARTS = [
  ["balances", "@0"],
  ["positions", "@5"],
  ["utility", "@2"],
  ["cost", "@1"],
] as const;

/** Of what fitness is made: what the contract pays (extrinsic), and what the agents bring themselves (intrinsic). */
export function fitnessPartsChart({ generations, parts }: RunView): Chart {
  const base = overGenerations(generations, "tokens a generation");
  const present = PARTS.filter(([part]) => parts.some((mean) => mean[part] !== 0));
  const total = parts.map(({ balances, positions, utility, cost }) => balances + positions + utility - cost);
  return {
    kind: "chart",
    wide: true,
    title: "What fitness is made of",
    caption:
      "Parts of the mean agent's fitness, in tokens a generation. Extrinsic, what the contract pays: change of balances, " +
      "and change of positions, which is what it owes or holds for the agent. Intrinsic, what the agent brings itself: " +
      "utility off the chain, less cost off the chain.",
    option: {
      ...base,
      tooltip: { trigger: "axis", confine: true, axisPointer: { type: "shadow" } },
      xAxis: { ...(base.xAxis as ChartOption), boundaryGap: true },
      series: [
        ...present.map(([part, color]) =>
          curve(
            part,
            parts.map((mean) => (part === "cost" ? -mean.cost : mean[part])),
            color,
            {
              type: "bar",
              stack: "parts",
              barCategoryGap: "12%",
            },
          ),
        ),
        curve("fitness", total, "@text", { lineStyle: { width: 2 } }),
      ],
    },
  };
}
