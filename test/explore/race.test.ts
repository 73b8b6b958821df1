import { expect } from "chai";
import { aimsOf } from "../../sim/explore/aims.ts";
import { type Candidate, FIRST_LOOK, replicate, type Replication } from "../../sim/explore/replication.ts";
import { maximize } from "../../sim/goals/index.ts";
import { ether } from "../../sim/index.ts";
import { loadedWith, modelPool } from "./support.ts";

const SEEDS = Array.from({ length: 4 * FIRST_LOOK }, (_, i) => String(i));

/** One design that always gives `value`, on its way through all seeds. @returns its state, and the seeds it was given. */
async function raced(value: number, rivals: readonly number[], designs: number) {
  const goals = [maximize("work")];
  const candidate: Candidate = {
    id: "fresh",
    design: { prize: ether(1), difficulty: 0.5, tempo: 0.5 },
    replicates: [],
    state: "running",
  };
  const replication: Replication = {
    loaded: loadedWith(goals),
    aims: aimsOf("planted", goals, ["work", "issuance"], { work: [0, 1] }),
    designs,
    request: { scenario: "planted", engine: "fast" },
    seeds: SEEDS,
    pool: modelPool(() => ({ work: value, issuance: 1 })),
  };
  const best = rivals.map((work) => SEEDS.map(() => ({ work, issuance: 1 })));
  await replicate(replication, [candidate], best);
  return [candidate.state, candidate.replicates.length];
}

describe("the race over seeds", () => {
  it("drops a fresh design that a complete rival beats, before it has all seeds", async () => {
    expect(await raced(0.2, [0.9], 10)).to.deep.equal(["dominated", FIRST_LOOK]);
  });

  it("gives all seeds to a design that no rival beats, or that has none", async () => {
    expect(await raced(0.2, [], 10)).to.deep.equal(["complete", SEEDS.length]);
    expect(await raced(0.9, [0.2, 0.2], 10)).to.deep.equal(["complete", SEEDS.length]);
  });

  it("shares its error among all the designs that a search may ever hold", async () => {
    const [state, seeds] = await raced(0.2, [0.9], 1_000);
    expect(state).to.equal("dominated");
    expect(seeds).to.be.greaterThan(FIRST_LOOK);
  });
});
