import assert from "node:assert/strict";
import { run, verify } from "rewardscape/run";

describe("the prize of a block", () => {
  it("mints no more than it may, and buys work", async () => {
    const { goals, measures, eventLogHash } = await run("pool", { generations: 10, replay: 5 });
    assert.deepEqual(
      goals.filter(({ verdict }) => verdict === "not met").map(({ text }) => text),
      [],
    );
    assert(measures.work! > 0.01);
    assert.equal((await run("pool", { generations: 10, replay: 0 })).eventLogHash, eventLogHash);
  });

  it("holds over many seeds", async () => {
    const { verdict } = await verify("pool", { effort: "quick", generations: 5 });
    assert.equal(verdict, "met");
  });
});
