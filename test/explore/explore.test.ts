import { expect } from "chai";
import { clashes } from "../../sim/explore/clashes.ts";
import { explorationDocument } from "../../sim/explore/document.ts";
import { Random } from "../../sim/core/random.ts";
import { isFeasible } from "../../sim/explore/record.ts";
import { recommend } from "../../sim/explore/recommend.ts";
import { designKey } from "../../sim/explore/space.ts";
import {
  type GoalOutcome,
  atLeast,
  atMost,
  inOrder,
  maximize,
  minimize,
  over,
  weighted,
} from "../../sim/goals/index.ts";
import { parameter } from "../../sim/scenario/parameters.ts";
import planted, { plantedBest } from "../../sim/scenarios/planted.ts";
import { refused } from "../fixtures/run.ts";
import { loadedWith, memory, type Model, model, modelPool, search } from "./support.ts";

const TRADE = [maximize("work"), minimize("issuance")];
const document = (exploration: Parameters<typeof explorationDocument>[0]) => ({
  ...explorationDocument(exploration, "planted", (id) => id),
  seconds: 0,
});

describe("exploring designs", function () {
  this.timeout(60_000);

  describe("by the kind of goals", () => {
    it("finds the best design of one objective", async () => {
      const found = await search([maximize("work")]);
      expect(found.optimiser.name).to.equal("cma-es");
      expect(-found.best[0]!.objectives[0]!).to.be.closeTo(plantedBest(10), 0.02 * plantedBest(10));
    });

    it("finds the best design of one objective under a constraint, and stays inside it", async () => {
      const found = await search([maximize("work"), atMost("issuance", 2)], { budget: { evaluations: 300 } });
      const [best] = found.best;
      expect(best!.replicates[0]!["issuance"]).to.be.at.most(2);
      expect(-best!.objectives[0]!).to.be.closeTo(plantedBest(2), 0.02 * plantedBest(2));
    });

    it("finds a front, none of it dominated, and recommends its knee", async () => {
      const found = await search(TRADE, { budget: { evaluations: 300 } });
      expect(found.optimiser.name).to.equal("nsga2");
      expect(found.best.length).to.be.greaterThan(20);
      for (const a of found.best)
        for (const b of found.records)
          expect(
            b.objectives.every((x, m) => x <= a.objectives[m]!) && b.objectives.some((x, m) => x < a.objectives[m]!),
            `${b.id} beats ${a.id}`,
          ).to.equal(false);
      const recommended = recommend(found)!;
      expect(recommended.reason).to.match(/knee of the front: it bulges furthest/);
      expect(found.best).to.include(recommended.record);
    });

    it("ends with the first design that meets all constraints when there is no objective", async () => {
      const found = await search([atLeast("work", 1), atMost("issuance", 5)]);
      expect(found.ended).to.equal("met");
      expect(found.best.length).to.be.greaterThan(0);
      for (const { replicates } of found.best) expect(replicates[0]!["work"]).to.be.at.least(1);
    });

    it("maximizes a weighted sum", async () => {
      // work - issuance/4 is greatest where 0.75 / (1 + 0.2 R)^2 = 0.25: R = 5 (sqrt(3) - 1)
      const found = await search([weighted({ work: 1, issuance: -0.25 })], { budget: { evaluations: 300 } });
      expect(found.best[0]!.replicates[0]!["issuance"]).to.be.closeTo(5 * (Math.sqrt(3) - 1), 0.4);
    });

    it("puts the first priority before the second, and the second among what is equal in the first", async () => {
      const goals = [inOrder([maximize("work"), minimize("issuance")], [0.2])];
      const found = await search(goals, { budget: { evaluations: 400 } });
      expect(found.aims.kind).to.equal("order");
      const [best] = found.best;
      const cell = (work: number) => Math.round(work / 0.2);
      const max = Math.max(...found.records.map(({ replicates }) => cell(replicates[0]!["work"]!)));
      expect(cell(best!.replicates[0]!["work"]!)).to.equal(max);
      // 2.3 to 2.5 are one cell; 2.3 can be had for a prize of 7.93 and up.
      expect(best!.replicates[0]!["issuance"]).to.be.within(7.9, 8.6);
    });

    it("takes the optimiser that is named, and refuses one that cannot take the objectives", async () => {
      for (const optimiser of ["sobol", "lhs", "nsga3", "nsga2"] as const)
        expect((await search(TRADE, { optimiser, budget: { evaluations: 40 } })).optimiser.name).to.equal(optimiser);
      await refused("EXPLORE_OPTIMISER", search(TRADE, { optimiser: "cma-es" }));
      await refused("EXPLORE_OPTIMISER", search([maximize("work")], { optimiser: "nsga3" }));
    });
  });

  describe("with seeds", () => {
    const NOISY = [maximize("work"), atMost("issuance", 5)];

    it("reports from fresh seeds, with an interval and n, and tells by how much the others flattered", async () => {
      const found = await search(NOISY, {
        replicates: 16,
        budget: { evaluations: 1200 },
        pool: modelPool(model(0.05)),
      });
      const { fresh } = found;
      expect(fresh.seeds).to.have.length(16);
      expect(fresh.seeds.filter((seed) => found.seeds.includes(seed))).to.deep.equal([]);
      expect(fresh.evaluations).to.equal(16 * fresh.designs.size);
      for (const { id, state } of found.best) {
        expect(state).to.equal("complete");
        const { replicates, assessment, verdict } = fresh.designs.get(id)!;
        expect(replicates).to.have.length(16);
        const [{ estimate, interval }] = assessment!.outcomes as [GoalOutcome];
        expect(estimate.n).to.equal(16);
        expect(estimate.low).to.be.lessThan(estimate.value);
        expect(interval.guarantee).to.equal("approximate");
        expect(verdict).to.equal("met");
      }
      const [curse] = fresh.curse;
      expect(curse!.objective).to.equal("work");
      expect(curse!.flattered!.low).to.be.lessThan(curse!.flattered!.value);
    });

    it("shows what is left of equal designs of which the luckiest is chosen", async () => {
      // Nothing but luck, of which each design and seed has its own.
      const luck: Model = (design, seed) => ({ work: Random.of(seed, JSON.stringify(design)).unit(), issuance: 1 });
      const found = await search([maximize("work")], {
        replicates: 8,
        budget: { evaluations: 1600 },
        optimiser: "lhs",
        pool: modelPool(luck),
      });
      const [best] = found.best;
      expect(best!.assessment!.outcomes[0]!.estimate.value).to.be.above(0.7);
      expect(found.fresh.designs.get(best!.id)!.assessment!.outcomes[0]!.estimate.value).to.be.below(0.7);
      expect(found.fresh.curse[0]!.flattered!.value).to.be.above(0.15);
    });

    it("drops nothing by a mean without a declared range, however many seeds there are", async () => {
      const found = await search(NOISY, { replicates: 64, budget: { evaluations: 640 }, pool: modelPool(model(0.01)) });
      expect(found.aims.race).to.equal(undefined);
      for (const { replicates } of found.records) expect(replicates).to.have.length(64);
    });

    it("gives all designs the same seeds, and fewer of them to designs shown to be worse on a declared range", async () => {
      const measures = {
        work: { ...planted.definition.measures["work"]!, range: [-1, 3] as const },
        issuance: { ...planted.definition.measures["issuance"]!, range: [0, 10] as const },
      };
      const found = await search([maximize("work")], {
        loaded: loadedWith([maximize("work")], { measures }),
        replicates: 256,
        budget: { evaluations: 8192 },
        pool: modelPool(model(0.01)),
      });
      const dropped = found.records.filter(({ state }) => state === "dominated" || state === "infeasible");
      expect(dropped.length).to.be.greaterThan(0.2 * found.records.length);
      for (const { replicates } of dropped) expect(replicates.length).to.be.oneOf([32, 64, 128]);
      const { assessment } = found.fresh.designs.get(found.best[0]!.id)!;
      expect(assessment!.outcomes[0]!.interval.guarantee).to.equal("valid");
      const asked = found.records.reduce((sum, { replicates }) => sum + replicates.length, 0);
      expect(found.evaluations).to.equal(asked);
      expect(found.records.length).to.be.greaterThan(8192 / 256);
    });

    it("runs every design on all seeds where a goal is about a tail", async () => {
      const goals = [maximize("work", over.worst()), atMost("issuance", 5, over.probability(0.9))];
      const found = await search(goals, { replicates: 8, budget: { evaluations: 160 }, pool: modelPool(model(0.05)) });
      for (const { replicates } of found.records) expect(replicates).to.have.length(8);
    });
  });

  describe("within a budget", () => {
    it("never takes more evaluations than allowed", async () => {
      for (const evaluations of [2, 7, 50])
        expect((await search(TRADE, { budget: { evaluations } })).evaluations).to.be.at.most(evaluations);
    });

    it("ends in time at the next batch", async () => {
      let seconds = 0;
      const found = await search(TRADE, { budget: { seconds: 35 }, now: () => (seconds += 1) - 1 });
      expect(found.ended).to.equal("seconds");
      expect(found.records.length % found.optimiser.batch).to.equal(0);
    });

    it("ends when the hypervolume stalls", async () => {
      const found = await search([maximize("work")], { budget: { evaluations: 5000, stall: 8 } });
      expect(found.ended).to.equal("stall");
      expect(found.evaluations).to.be.lessThan(1000);
    });

    it("ends when the box holds nothing more", async () => {
      const scenario = planted.definition;
      const parameters = {
        prize: parameter.wei(5n * 10n ** 18n, { min: 5n * 10n ** 18n, max: 5n * 10n ** 18n }),
        difficulty: parameter.integer(0, { min: 0, max: 1 }),
        tempo: parameter.integer(0, { min: 0, max: 1 }),
      };
      const loaded = loadedWith(TRADE, { base: { ...scenario.base, parameters } });
      const found = await search(TRADE, { loaded, budget: { evaluations: 1000 } });
      expect(found.ended).to.equal("exhausted");
      expect(found.records).to.have.length(4);
      expect(found.evaluations).to.equal(4);
    });
  });

  describe("interrupted", () => {
    it("reports what is there, and given again ends as if it never was, computing nothing twice", async () => {
      const whole = await search(TRADE);
      const results = memory();
      const pool = modelPool(model());
      pool.stopAfter = 90;
      const first = await search(TRADE, { pool, results });
      expect(first.ended).to.equal("interrupted");
      expect(first.best.length).to.be.greaterThan(0);
      expect(first.records.length).to.be.within(1, 90);
      pool.stopAfter = Infinity;
      const second = await search(TRADE, { pool, results });
      expect(document(second)).to.deep.equal(document(whole));
      expect(pool.computed).to.equal(whole.evaluations + whole.fresh.evaluations);
    });

    it("keeps each design under its id", async () => {
      const results = memory();
      const found = await search(TRADE, { results, budget: { evaluations: 30 } });
      const [best] = found.best;
      expect(results.get(designKey(best!.id))).to.deep.include({ scenario: "planted" });
    });
  });

  describe("on designs that fail", () => {
    it("takes them as infeasible and goes on, away from them", async () => {
      const half: ReturnType<typeof model> = (design, seed) =>
        Number(design["difficulty"]) > 0.3 ? "too difficult" : model()(design, seed);
      const found = await search([maximize("work")], { pool: modelPool(half), budget: { evaluations: 300 } });
      expect(found.records.some(({ state }) => state === "failed")).to.equal(true);
      expect(Number(found.best[0]!.design["difficulty"])).to.be.within(0.28, 0.3);
    });

    it("takes a design whose measure has no value as infeasible", async () => {
      const some: ReturnType<typeof model> = (design, seed) =>
        Number(design["tempo"]) > 0.5 ? { work: NaN, issuance: 1 } : model()(design, seed);
      const found = await search([maximize("work")], { pool: modelPool(some), budget: { evaluations: 200 } });
      expect(found.records.some(({ state }) => state === "unmeasured")).to.equal(true);
      for (const { design } of found.best) expect(Number(design["tempo"])).to.be.at.most(0.5);
    });

    it("refuses a scenario that fails on every design, with the reason", async () => {
      const error = await refused("EXPLORE_ALL_FAILED", search(TRADE, { pool: modelPool(() => "no gas") }));
      expect(error.message).to.contain("no gas");
    });

    it("ends on a fault that is not the design's", async () => {
      const broken = modelPool(() => {
        throw new Error("the engine broke");
      });
      const outcome = await search(TRADE, { pool: broken }).catch((error: Error) => error.message);
      expect(outcome).to.equal("the engine broke");
    });
  });

  describe("on bad input", () => {
    it("refuses a scenario without parameters, and one whose parameters are all held", async () => {
      const base = { ...planted.definition.base, parameters: {}, deploy: () => ({}) };
      const loaded = loadedWith(TRADE, { base } as never);
      await refused("EXPLORE_NO_PARAMETERS", search(TRADE, { loaded }));
      const held = { prize: "1ether", difficulty: "0.5", tempo: "0.5" };
      await refused("EXPLORE_NO_PARAMETERS", search(TRADE, { held }));
    });

    it("refuses no goals, and goals that nothing measures", async () => {
      await refused("EXPLORE_NO_GOALS", search([]));
      await refused("GOAL_UNKNOWN_MEASURE", search([maximize("wrok")]));
    });

    it("refuses an empty box", async () => {
      const { base } = planted.definition;
      const parameters = { ...base.parameters, tempo: parameter.real(0.5, { min: 0.9, max: 0.1 }) };
      const loaded = loadedWith(TRADE, { base: { ...base, parameters } });
      await refused("EXPLORE_EMPTY_BOX", search(TRADE, { loaded }));
    });

    it("refuses a budget too small for anything, and no seeds", async () => {
      await refused("EXPLORE_BUDGET", search(TRADE, { replicates: 8, budget: { evaluations: 15 } }));
      await refused("EXPLORE_REPLICATES", search(TRADE, { replicates: 0 }));
    });

    it("reports the least violated design of contradictory constraints, on all seeds, and which goals clash", async () => {
      const goals = [maximize("work"), atLeast("issuance", 4), atMost("issuance", 2)];
      const found = await search(goals, { replicates: 8, budget: { evaluations: 1000 } });
      expect(found.best.some(isFeasible)).to.equal(false);
      const [min] = found.best;
      expect(min!.replicates).to.have.length(8);
      // Violations are relative to the bounds: (4 - R)/4 + (R - 2)/2 is least at R = 2.
      expect(min!.replicates[0]!["issuance"]).to.be.closeTo(2, 0.05);
      expect(clashes(found)).to.deep.include({
        kind: "contradiction",
        goals: ["the mean issuance at least 4", "the mean issuance at most 2"],
      });
    });

    it("names goals that are each met but never together, which only a search shows", async () => {
      const goals = [atLeast("work", 2), atMost("issuance", 3)];
      expect(clashes(await search(goals))).to.deep.equal([
        { kind: "never together", goals: ["the mean work at least 2", "the mean issuance at most 3"] },
      ]);
    });
  });

  it("holds what --set gives", async () => {
    const found = await search(TRADE, { held: { tempo: "0.25" }, budget: { evaluations: 60 } });
    expect(found.space.names).to.deep.equal(["prize", "difficulty"]);
    for (const { design } of found.records) expect(design["tempo"]).to.equal(0.25);
  });
});
