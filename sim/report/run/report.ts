import type { StoredRun } from "../../runs/read.ts";
import { fitnessCharts } from "../charts/fitness.ts";
import { fitnessPartsChart } from "../charts/fitness-parts.ts";
import { genomeCharts } from "../charts/genome.ts";
import { measureCharts } from "../charts/measures.ts";
import { outcomesChart, populationCharts } from "../charts/population.ts";
import { theoryChart } from "../charts/theory.ts";
import { wealthChart } from "../charts/wealth.ts";
import { effortTable, outcomesTable } from "./outcome-tables.ts";
import { reportPage } from "../html/page.ts";
import { runView, type RunView } from "./view.ts";
import type { Section } from "../section.ts";
import { conservationTable, evolvedTable, goalsTable, headlines, manifestBlocks, theoryTable } from "./tables.ts";

/** The report of a stored run, finished or not, as one HTML file. */
export function runReport(run: StoredRun): string {
  const view = runView(run);
  const { inputs, title } = view.manifest;
  return reportPage(title, runSections(view), {
    kicker: `${inputs.scenario}, seed ${inputs.seed}, ${inputs.engine} engine, run ${view.id}`,
  });
}

/** The parts of a run's report, for other tools to put beside their own. */
export function runSections(view: RunView): Section[] {
  const theory = view.measurement?.predictions ?? [];
  const result = {
    id: "result",
    title: "Result",
    blocks: [headlines(view), ...goalsTable(view), ...effortTable(view.measurement)],
  };
  const provenance = {
    id: "provenance",
    title: "Where this comes from",
    lead: "The same inputs give the same result, to the last byte of the event log.",
    blocks: [...conservationTable(view), ...manifestBlocks(view)],
  };
  if (view.summaries.length === 0) return [result, provenance];
  return [
    result,
    {
      id: "fitness",
      title: "Fitness",
      lead: "The reward of the contract is the fitness landscape: what it pays decides who lives and breeds.",
      blocks: [...fitnessCharts(view), fitnessPartsChart(view)],
    },
    {
      id: "genome",
      title: "What evolved",
      lead: "What the agents became under this contract.",
      blocks: [...genomeCharts(view), ...evolvedTable(view)],
    },
    {
      id: "measures",
      title: "Measures and goals",
      lead: "What the design was meant to bring about, and what it brought about.",
      blocks: measureCharts(view),
    },
    ...(theory.length > 0
      ? [
          {
            id: "theory",
            title: "Theory",
            lead: "Where theory says what should come out, this is how close the population came.",
            blocks: [theoryChart(theory), theoryTable(theory)],
          },
        ]
      : []),
    {
      id: "population",
      title: "Population and behaviour",
      blocks: [...populationCharts(view), wealthChart(view), outcomesChart(view), ...outcomesTable(view.measurement)],
    },
    provenance,
  ].filter(({ blocks }) => blocks.length > 0);
}
