import { FULL } from "../sim/validation/statistics/row.ts";
import { statisticsTable, validateStatistics, type StatisticsRow } from "../sim/validation/statistics/index.ts";

/** Repetitions of `--quick`. */
const QUICK = 200;

/**
 * The rows of `npm run validate -- statistics`: each promise of the statistics, measured. Prints rows as they come, on
 * stderr, and the table on stdout. @returns whether all are kept
 */
export async function validateStatisticsTable(quick: boolean, print: (line: string) => void): Promise<boolean> {
  const rows = await validateStatistics(quick ? QUICK : FULL, (row: StatisticsRow) => {
    process.stderr.write(`${statisticsTable([row]).split("\n")[2]}\n`);
  });
  print(statisticsTable(rows));
  return rows.every(({ kept }) => kept);
}
