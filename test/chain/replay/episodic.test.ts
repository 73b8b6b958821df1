import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openFast } from "../../../sim/chain/fast/open-fast.ts";
import { Durable } from "../../../sim/chain/replay/durable.ts";
import { replayInProcess } from "../../../sim/chain/replay/replay-process.ts";
import { CrossChecked, type ReplayedChain } from "../../../sim/chain/replay/replayed-chain.ts";
import type { Measurement } from "../../../sim/core/history.ts";
import type { Scenario } from "../../../sim/scenario/scenario.ts";
import staking from "../../../sim/scenarios/staking.ts";
import { live } from "../../fixtures/run.ts";

const GENERATIONS = 3;

describe("a cross-check of episodic life", function () {
  this.timeout(120_000);

  /** A run on the fast engine of which so many blocks are executed on the Hardhat chain as well. */
  async function checked(made: { readonly definition: Scenario }, replay: number | "all"): Promise<Measurement> {
    let chain!: ReplayedChain;
    const blocks = 6;
    const { measurement } = await live(made, {
      engine: "fast",
      generations: GENERATIONS,
      blocks,
      options: {
        async openChain(_engine, options) {
          const fast = await openFast(options);
          const traces = mkdtempSync(join(tmpdir(), "replay-"));
          const plan = { seed: "1", replay, generations: GENERATIONS, blocks, traces };
          return (chain = new CrossChecked(fast, plan, new Durable(() => replayInProcess(fast.options))));
        },
        replay: () => chain.settle(),
      },
    });
    return measurement;
  }

  it("finds an honest engine the same in every block of every generation, though each begins on the same chain", async () => {
    const { generations, replay } = await checked(staking, "all");
    expect(generations).to.equal(GENERATIONS);
    expect(replay!.blocks).to.equal(replay!.withCalls).and.to.be.at.least(GENERATIONS);
    expect(replay!.missedBelow).to.equal(0);
    expect(replay!.views).to.be.greaterThan(0);
  });

  it("and where most state between the drawn blocks is told, not executed", async () => {
    const { replay } = await checked(staking, 4);
    expect(replay!.blocks).to.be.within(2, 5);
  });
});
