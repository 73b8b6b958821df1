import { expect } from "chai";
import { RewardscapeError } from "../../../sim/core/errors/errors.ts";
import { prepare } from "../../../sim/evaluation/prepare.ts";
import {
  evolve,
  fixed,
  gaussian,
  imitate,
  imitateBest,
  learn,
  randomGroups,
  replicate,
  scenario,
  tournament,
} from "../../../sim/index.ts";
import type { Scenario } from "../../../sim/scenario/scenario.ts";
import { live } from "../../fixtures/run.ts";
import { tried, triedIn } from "../../nonsense.ts";
import { changed } from "./change.ts";
import { FIELDS, RESULTS } from "./table.ts";
import { valid } from "./valid.ts";
import { nonsenseFor } from "./values.ts";

const wanting = () =>
  scenario("wanting", { title: "None", parameters: {}, sizes: { generations: 1, blocks: 1 }, deploy: () => ({}) });

const prepared = (scenario: Scenario): unknown =>
  prepare({ scenario, file: "", textHash: "" }, { engine: "fast", seed: "7" });

/** The error of ours that the work ends with; anything else fails the test, and so does an end without an error. */
async function refusal(what: string, work: () => unknown): Promise<RewardscapeError> {
  try {
    await work();
  } catch (error) {
    expect(error, `${what} gives a raw ${String((error as Error).stack)}`).to.be.instanceOf(RewardscapeError);
    const { fault } = error as RewardscapeError;
    expect(fault.expected, what).to.not.match(/^$|undefined|\[object/);
    expect(fault.found, what).to.not.match(/^$|\[object/);
    expect(fault.where, what).to.be.a("string");
    return error as RewardscapeError;
  }
  throw new Error(`${what} is accepted`);
}

/** Whether a place names a part of the path, or the scenario itself: what is told must be about what was changed. */
function names(where: string, path: string): boolean {
  const parts = path.split(".").filter((part) => !/^\d$|^base$|^name$/.test(part));
  return where.startsWith("scenario") || parts.some((part) => where.includes(part.replace(/s$/, "")));
}

describe("nonsense in a scenario", function () {
  this.timeout(60_000);

  it("is none of the scenario that all others are made of", async () => {
    const { measurement } = await live({ definition: valid() }, { engine: "fast" });
    expect(measurement.measures["visits"]).to.equal(6);
  });

  for (const [path, type, optional, fine] of FIELDS)
    it(`is refused before the run: ${path}`, async () => {
      for (const [shown, make] of nonsenseFor(type, optional !== undefined, fine)) {
        tried("scenarios");
        const value = make();
        // A function in place of a function is found out by what it gives.
        if (shown === "a function" && type === "none") continue;
        const { fault } = await refusal(`${path} = ${shown}`, () => prepared(changed(path, value)));
        expect(names(fault.where!, path), `${path} = ${shown} is said of ${fault.where}`).to.equal(true);
      }
    });

  for (const [path, type, optional, fine] of RESULTS)
    it(`is refused when a function gives it: ${path}()`, async () => {
      for (const [shown, make] of nonsenseFor(type, optional !== undefined, fine)) {
        tried("scenarios");
        await refusal(`${path}() = ${shown}`, () =>
          live({ definition: changed(path, make) }, { engine: "fast", options: { policyLimit: 1 } }),
        );
      }
    });

  const adaptations: { readonly [what: string]: (made: never) => unknown } = {
    "evolve.select": (select) => evolve({ select, mutate: gaussian(0.1) }),
    "evolve.mutate": (mutate) => evolve({ select: tournament(2), mutate }),
    "evolve.cross": (cross) => evolve({ select: tournament(2), mutate: gaussian(0.1), cross }),
    "evolve.clock": (clock) => evolve({ select: tournament(2), mutate: gaussian(0.1), clock }),
    "evolve.within": (within) => evolve({ select: tournament(2), mutate: gaussian(0.1), within }),
    "evolve.child": (child) => evolve({ select: tournament(2), mutate: gaussian(0.1), child }),
    "evolve.replace": (replace) => evolve({ select: tournament(2), mutate: gaussian(0.1), replace }),
    "imitate.rule": (rule) => imitate({ rule, mutate: gaussian(0.1) }),
    "imitate.of": (of) => imitate({ rule: imitateBest(), mutate: gaussian(0.1), of }),
    "learn.learning": (learning) => learn(learning),
    "fixed.clock": (clock) => fixed(clock),
    measures: (make) => wanting().measures(make),
    "measures()": (made) => wanting().measures(() => made),
    "replicate.size": (size) => replicate({ step: 0.1, size }),
    tournament: (k) => tournament(k),
    gaussian: (size) => gaussian(size),
  };
  const TAKEN: { readonly [what: string]: readonly string[] } = {
    "measures()": ["{}", "{ x: 1 }"], // each by itself is looked at with the whole
    "replicate.size": ['""', '"x"'],
    tournament: ["3"],
    gaussian: ["0.5", "3"],
  };
  for (const [what, make] of Object.entries(adaptations))
    it(`is refused where it is written: ${what}`, async () => {
      const optional = /select|mutate|rule|cross|clock|within|child|replace|of|learning|size/.test(what);
      for (const [shown, value] of nonsenseFor("none", optional, TAKEN[what])) {
        tried("scenarios");
        await refusal(`${what} = ${shown}`, () => make(value() as never));
      }
    });

  it("is refused where the size of the population shows it", () => {
    const coded = (path: string, value: unknown): string | undefined => {
      try {
        prepared(changed(path, value));
      } catch (error) {
        return (error as RewardscapeError).code;
      }
      return undefined;
    };
    const mutate = gaussian(0.1);
    const select = tournament(2);
    expect(coded("species.miner.adaptation", evolve({ select, mutate, elites: 99 }))).to.equal("OPERATOR_SETTING");
    expect(coded("species.miner.adaptation", evolve({ select, mutate, elites: 2, within: "group" }))).to.equal(
      "OPERATOR_SETTING",
    );
    expect(coded("species.miner.adaptation", evolve({ select, mutate, elites: 3 }))).to.equal(undefined);
    expect(coded("species.miner.groups.by", randomGroups(3))).to.equal(undefined); // agents come and go: entry is there
    expect(coded("species.miner", { ...valid().species.get("miner"), entry: undefined, groups: { by: randomGroups(3), regroup: "block" } })).to.equal("GROUPING_DESIGN"); // prettier-ignore
    expect(coded("measures.best.species", "mienr")).to.equal("SPECIES_UNKNOWN");
    expect(coded("measures.visits.window", { from: 0.9, to: 0.1 })).to.equal("MEASURE_WINDOW");
    expect(coded("species.miner.genome.style.choices", [])).to.equal("GENE_EMPTY");
    expect(coded("base.parameters.rule.choices", [])).to.equal("PARAMETER_EMPTY");
    expect(coded("base.parameters.share.min", 0)).to.equal("PARAMETER_LOG");
    expect(coded("base.order", "fastest")).to.equal("SCENARIO_FIELD");
    expect(coded("base.ordre", "tip")).to.equal("SCENARIO_FIELD_UNKNOWN");
    expect(coded("base.setup", () => [null])).to.equal("SCENARIO_RESULT");
  });

  it("is refused in names: with control characters, of nothing, that options cannot say, that lead out of the folder", () => {
    const coded = (name: string): string | undefined => {
      try {
        prepared(changed("name", name));
      } catch (error) {
        return (error as RewardscapeError).code;
      }
      return undefined;
    };
    for (const name of ["", " ", "a\nb", "a\u0007", "a=b", "a,b", "__proto__", "x".repeat(101)])
      expect(coded(name), JSON.stringify(name)).to.equal("SCENARIO_NAME");
    for (const name of ["../x", "../../../x", "/etc/x", "..", ".", "a/../../x", "..\\x", "a/../.."])
      expect(coded(name), name).to.equal("SCENARIO_PATH");
    for (const name of ["a", "préf/../ü €:*", "a..b", "..a", "a/b"]) expect(coded(name), name).to.equal(undefined);
  });

  it("was tried in more than 600 forms", () => {
    expect(triedIn("scenarios")).to.be.greaterThan(600);
  });
});
