import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as operators from "../../sim/population/operators/index.ts";

/** Not rules by which somebody is chosen, changed or followed. */
const OTHERS = ["constantSize", "geometricDecrease", "powerDecrease", "randomGroups", "roundRobin", "turnOf"];
/** Used by evolve() where nothing is stated, as in the scenario forecast. */
const DEFAULTS = ["lineCrossover"];

describe("operators", () => {
  it("are each used by a built-in scenario", () => {
    const folder = "sim/scenarios";
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    const used = (name: string): boolean => texts.some((text) => text.includes(`${name}(`));
    const unused = Object.keys(operators).filter((name) => ![...OTHERS, ...DEFAULTS].includes(name) && !used(name));
    expect(texts.some((text) => text.includes("evolve()"))).to.equal(true);
    expect(unused).to.deep.equal([]);
  });
});
