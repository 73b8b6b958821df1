/**
 * What goals may hold a limit against although no single run can tell it: what the best unilateral deviation of a species
 * would gain on a frozen population, fitness of a generation in the numeraire. verify-design searches for it.
 */
export type DeviationMeasure = `${typeof DEVIATION}${string}`;

export const DEVIATION = "deviation.";

/** The species whose deviation a measure tells; undefined for a measure of the scenario's own. */
export function deviatingSpecies(measure: string): string | undefined {
  return measure.startsWith(DEVIATION) ? measure.slice(DEVIATION.length) : undefined;
}
