import { readFileSync } from "node:fs";
import { join } from "node:path";
import { caseName, quartiles, scoreFronts, type Scores } from "./search-cases.ts";
import { REFERENCES } from "./search-references.ts";

// node --import tsx scripts/search-score.ts OUT: the quartiles of what search-references.py left in OUT, one line a case.
const [folder] = process.argv.slice(2);
for (const reference of REFERENCES) {
  const { problem, size, algorithm } = reference;
  const stored = JSON.parse(readFileSync(join(folder!, `${problem}-${size}-${algorithm}.json`), "utf8"));
  const scores: Scores = algorithm === "CMA-ES" ? { evaluations: stored } : scoreFronts(reference, stored);
  for (const [indicator, values] of Object.entries(scores)) {
    const rounded = quartiles(values).map((value) => Number(value.toPrecision(5)));
    console.log(caseName(reference), indicator, JSON.stringify(rounded));
  }
}
