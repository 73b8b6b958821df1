import { meanRows } from "./means.ts";
import { raceRows } from "./races.ts";
import { responseRows } from "./responses.ts";
import { measured, type Promised, type StatisticsRow } from "./row.ts";
import { seriesRows } from "./series.ts";
import { shareRows } from "./shares.ts";

export { statisticsTable, type StatisticsRow } from "./row.ts";

/** Everything that the statistics promise. */
export function statisticsPromises(): Promised[] {
  return [...seriesRows(), ...shareRows(), ...meanRows(), ...raceRows(), ...responseRows()];
}

/** Holds every promise against so many repetitions. */
export function validateStatistics(repetitions: number, onRow?: (row: StatisticsRow) => void): StatisticsRow[] {
  return statisticsPromises().map((promised) => {
    const row = measured(promised, repetitions);
    onRow?.(row);
    return row;
  });
}
