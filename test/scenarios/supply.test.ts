import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";

describe("the supply of a built-in scenario", () => {
  it("endows more agents than it has by default", async () => {
    // By scenario, more agents than what it mints of itself suffices for.
    const many = { curation: 128, inspection: 150, "fee-market": 1_200, "quadratic-funding": 6_000, compounding: 800 };
    for (const [name, agents] of Object.entries(many)) {
      const inputs = prepare(await loadScenario(name), { engine: "fast", agents, generations: 1, blocks: 1 });
      const { eventLogHash } = await evaluate(inputs, { openChain });
      expect(eventLogHash, name).to.match(/^[0-9a-f]{64}$/);
    }
  });
});
