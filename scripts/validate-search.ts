import { registerHandler } from "../sim/jobs/handlers.ts";
import type { JobPool } from "../sim/jobs/job.ts";
import { caseName, isMet, quartiles, TARGET, type Indicator, type Scores } from "./search-cases.ts";
import { REFERENCES, type Quartiles, type Reference } from "./search-references.ts";

const HEAD = ["problem", "size", "algorithm", "evaluations", "indicator", "reference", "ours", "verdict"];

/**
 * Runs the optimisers on published problems and compares them with reference implementations given the same budget;
 * a case for each whose name contains one of `words`, or all. Tells each row of the table as soon as it is known.
 *
 * A row is met when the median of our 11 seeds is not worse than the reference's worse quartile, or misses its median by
 * no more than the slack: 5 % in IGD and in evaluations, 0.5 % in hypervolume. A case that misses is run with 33 seeds,
 * and those decide: of some 70 medians of 11 runs a few lie beyond a quartile by chance.
 *
 * @returns whether every row is met.
 */
export async function validateSearch(
  pool: JobPool,
  words: readonly string[],
  say: (line: string) => void,
): Promise<boolean> {
  const cases = REFERENCES.filter((each) => words.some((word) => caseName(each).includes(word)));
  const handler = registerHandler("search-case", new URL("./search-cases.ts", import.meta.url).href);
  let met = true;
  say(line(HEAD));
  say(line(HEAD.map(() => "---")));
  await pool.run(
    cases.map((each) => ({ handler, inputs: caseName(each), name: caseName(each) })),
    {
      onResult({ index, value }) {
        for (const [indicator, values] of Object.entries(value as Scores) as [Indicator, number[]][])
          met = tell(cases[index]!, indicator, values, say) && met;
      },
    },
  );
  return met;
}

function tell(reference: Reference, indicator: Indicator, values: number[], say: (line: string) => void): boolean {
  const { problem, size, algorithm, population, generations, seeds = 11 } = reference;
  const theirs = reference[indicator]!;
  const ours = quartiles(values);
  const met = isMet(indicator, ours, theirs);
  const budget = generations ? String(population! * generations) : `until below ${TARGET}`;
  const source = `${algorithm === "CMA-ES" ? "pycma" : "pymoo"}, n = ${seeds}`;
  const cells = [`${text(theirs)}, ${source}`, `${text(ours)}, n = ${values.length}`, met ? "met" : "NOT MET"];
  say(line([problem, String(size), algorithm, budget, indicator, ...cells]));
  return met;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Median and quartiles. */
function text(values: Quartiles): string {
  const [low, middle, high] = values.map((value) => value.toPrecision(value >= 1000 ? 6 : 4).replace(/\.0+$/, ""));
  return `${middle} [${low}, ${high}]`;
}
