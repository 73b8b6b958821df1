import { expect } from "chai";
import { pow } from "../../sim/core/math.ts";
import compounding, { groundRewards, shareVariance } from "../../sim/scenarios/compounding.ts";
import contest from "../../sim/scenarios/contest.ts";
import { ether } from "../../sim/scenario/units.ts";
import elasticMiners, { equilibriumDifficulty, hoppedRevenue } from "../../sim/scenarios/elastic-miners.ts";
import governance, { equilibrium, firstMove } from "../../sim/scenarios/governance.ts";
import registry, { cartelGain } from "../../sim/scenarios/registry.ts";
import feeMarket, { siegeCost } from "../../sim/scenarios/fee-market.ts";
import retarget, { hoppedInterval } from "../../sim/scenarios/retarget.ts";
import selfishMining, { selfishRevenue } from "../../sim/scenarios/selfish-mining.ts";
import vesting, { IDLE, bestStay, profitOf } from "../../sim/scenarios/vesting.ts";
import { live } from "../fixtures/run.ts";
import type { Asked, Lived } from "../fixtures/run.ts";

/** Lets attackers in, who stay away unless named, and gives what each species earned in a generation. */
async function attacked(made: Parameters<typeof live>[0], asked: Asked): Promise<Lived & { earned: Earned }> {
  const lived = await live(made, { engine: "fast", seed: "1", generations: 1, ...asked });
  const agents = lived.records.at(-1)!.agents;
  const earned = (species: string): number => {
    const own = agents.filter((agent) => agent.species === species);
    return own.reduce((sum, { fitness }) => sum + Number(fitness) / 1e18, 0) / own.length;
  };
  return { ...lived, earned };
}

type Earned = (species: string) => number;

describe("what the known attacks gain", () => {
  it("contest: the whole prize of an empty contest for one wei of work", async () => {
    const { earned } = await attacked(contest, { agents: { squatter: 2 }, blocks: 5, set: { prize: "2ether" } });
    expect(earned("squatter")).to.be.closeTo(10, 1e-12);
    expect(earned("miner")).to.be.lessThan(10 / 4);
  });

  it("compounding: twice an honest keeper's rewards and more, by waiting for draws that it wins", async () => {
    const [r, blocks, chains] = [5, 60, 200];
    const agents = { staker: chains, grinder: chains };
    const { earned } = await attacked(compounding, { agents, blocks, set: { rewards: 1 } });
    const ground = groundRewards(r, blocks);
    const within = (variance: number): number => 4 * Math.sqrt(variance / chains);
    expect(earned("grinder") / r).to.be.closeTo(ground.mean, within(ground.variance));
    // a keeper who makes every step keeps its fifth on average
    const honest = shareVariance(r, blocks) * ((100 + blocks * r) / r) ** 2;
    expect(earned("staker") / r).to.be.closeTo(blocks / 5, within(honest));
    expect(earned("grinder")).to.be.greaterThan(2 * earned("staker"));
    // by hand: in two blocks it wins 20/100, and then 25/105 or again 20/100
    expect(groundRewards(r, 2).mean).to.be.closeTo(0.2 + 0.2 * (25 / 105) + 0.8 * 0.2, 1e-12);
  });

  it("vesting: the whole grant for being there, at any cliff", async () => {
    const set = { cliff: 14, tiring: 0.105 };
    const { earned } = await attacked(vesting, { agents: { idler: 4 }, generations: 3, set });
    expect(earned("idler")).to.equal(IDLE);
    expect(earned("idler")).to.be.greaterThan(profitOf(bestStay(set.cliff, set.tiring), set.cliff, set.tiring));
  });

  it("fee market: nothing; keeping everybody out costs 9/8 more with every block", async () => {
    const [fee, blocks] = [1e-6, 60];
    const { earned, measurement } = await attacked(feeMarket, {
      agents: { filler: 1 },
      blocks,
      conditions: { genomes: { user: [[0.8]] } },
    });
    expect(earned("filler") / -siegeCost(fee, blocks)).to.be.closeTo(1, 1e-6);
    expect(earned("user")).to.equal(0);
    expect(measurement.measures.fullBlocks).to.equal(blocks);
  });

  it("selfish mining: the revenue of Eyal and Sirer over the honest share, behind a retarget only", async () => {
    const [alpha, gamma] = [0.4, 0];
    const asked = { agents: { withholder: 32 }, blocks: 2, conditions: { genomes: { pool: [[0]] } } };
    const behind = await attacked(selfishMining, { ...asked, set: { alpha, gamma, epochBlocks: 50 } });
    const gain = behind.earned("withholder") / behind.earned("pool");
    expect(gain).to.be.closeTo(selfishRevenue(alpha, gamma) / alpha, 0.06);
    const never = await attacked(selfishMining, { ...asked, set: { alpha, gamma, epochBlocks: 0 } });
    expect(never.earned("withholder")).to.be.lessThan(never.earned("pool"));
  });

  it("retarget: hopping earns a hash 1 + h times what staying would, and slows the chain", async () => {
    const [blocks, window] = [100, 16];
    const set = { window, times: "regular" };
    const { earned, measurement } = await attacked(retarget, { agents: { hopper: 1 }, blocks, generations: 2, set });
    expect(measurement.measures.interval).to.be.closeTo(hoppedInterval(1), 0.01);
    // Half of the windows at half of the reward, each in half of the intended time: a hash earns reward / difficulty 1.
    const hashes = (blocks / 2) * window * (1 / 2);
    expect(earned("hopper") / hashes).to.be.closeTo(1, 0.01);
  });

  it("elastic miners: hoppers earn H^e of a hash's cost while windows swing, and next to nothing by an average", async () => {
    const [elasticity, power] = [0.5, 1];
    const predicted = hoppedRevenue(elasticity, power);
    expect(predicted).to.be.closeTo(1.4902, 1e-4);
    const revenue = async (rule: string): Promise<number> => {
      const set = { rule, length: 8, elasticity };
      const { records } = await attacked(elasticMiners, { agents: { hopper: 8 * power }, generations: 60, set });
      const reward = pow(0.5, 1 / elasticity) * equilibriumDifficulty(1_000_000);
      let [earned, hashes] = [0, 0];
      // the swing is a cycle from here on; a generation begins at the difficulty that the one before left
      for (let g = 30; g < records.length; g++) {
        if (records[g - 1]!.measures.difficulty! > equilibriumDifficulty(1_000_000)) continue;
        for (const { species, fitness } of records[g]!.agents)
          if (species === "hopper") earned += Number(fitness) / 1e18 / reward;
        hashes += power * records[g]!.measures.elapsed!;
      }
      return earned / hashes;
    };
    expect(await revenue("window")).to.be.closeTo(predicted, 1e-3);
    expect(await revenue("average")).to.be.within(1, 1 + (predicted - 1) / 10);
  });

  it("registry: a majority takes each owner's deposit, however the electorate votes", async () => {
    const asked = { agents: { cartel: 4 }, blocks: 30, conditions: { genomes: { challenger: [[0]] } } };
    for (const chance of [0, 1]) {
      const { earned, measurement } = await attacked(registry, { ...asked, set: { chance, winner: 0.5 } });
      expect(earned("cartel")).to.be.closeTo(5 * cartelGain(chance, 0.5), 1e-9);
      expect(measurement.measures.dropped).to.equal(5 * 4);
    }
    const alone = { blocks: 30, conditions: { genomes: { challenger: [[1]] } }, set: { chance: 0 } };
    const { earned } = await attacked(registry, alone);
    expect(earned("challenger")).to.equal(-500, "without the votes a challenge loses its deposit");
  });

  it("governance: the best reply to those who still do what counted before, and a loss once they have turned", async () => {
    const [blocks, delay] = [25, 5];
    const set = { voteAt: 0, costA: 1, costB: 0.8 };
    const asked = { agents: { insider: 4 }, blocks, set };
    const before = { genomes: { worker: [[equilibrium(1, set.costA, 16), 0]] } };
    const first = await attacked(governance, { ...asked, conditions: before });
    const { profit } = firstMove({ prize: ether(1), ...set });
    expect(first.earned("insider") / (blocks - delay)).to.be.closeTo(profit, 1e-9);
    expect(first.earned("worker") / blocks).to.be.lessThan(profit);
    const turned = { genomes: { worker: [[equilibrium(1, set.costB, 16), 1]] } };
    const late = await attacked(governance, { ...asked, conditions: turned });
    expect(late.earned("insider")).to.be.lessThan(0);
  });
});
