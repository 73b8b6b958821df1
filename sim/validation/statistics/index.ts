import { chosenRows } from "./chosen.ts";
import { equilibriumRows } from "./equilibrium.ts";
import { meanRows } from "./means.ts";
import { raceRows } from "./races.ts";
import { rareRows } from "./rare.ts";
import { responseRows } from "./responses.ts";
import { measured, type Promised, type StatisticsRow } from "./row.ts";
import { seriesRows } from "./series.ts";
import { shareRows } from "./shares.ts";
import { verdictRows } from "./verdicts.ts";

export { statisticsTable, type StatisticsRow } from "./row.ts";

/** Everything that the statistics promise. */
export function statisticsPromises(): Promised[] {
  return [
    ...seriesRows(),
    ...shareRows(),
    ...meanRows(),
    ...raceRows(),
    ...responseRows(),
    ...rareRows(),
    ...verdictRows(),
    ...chosenRows(),
    ...equilibriumRows(),
  ];
}

/** Holds every promise against so many repetitions. */
export async function validateStatistics(
  repetitions: number,
  onRow?: (row: StatisticsRow) => void,
  promises: readonly Promised[] = statisticsPromises(),
): Promise<StatisticsRow[]> {
  const rows: StatisticsRow[] = [];
  for (const promised of promises) {
    const row = await measured(promised, repetitions);
    rows.push(row);
    onRow?.(row);
  }
  return rows;
}
