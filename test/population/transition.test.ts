import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import type { GenerationRecord } from "../../sim/core/history.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { ether, fixed, real, scenario } from "../../sim/index.ts";
import type { EntryState } from "../../sim/scenario/scenario.ts";

/** A prize of one token a block among all who live, each at the same effort, which costs as much as it is large. */
function sharedPrize(effort: number, entry: (state: EntryState) => number, bankruptcyThreshold?: bigint) {
  return scenario("shared-prize", {
    title: "a prize shared equally",
    parameters: {},
    sizes: { generations: 9, blocks: 1 },
    deploy: ({ contract }) => ({ contest: contract("ProportionalContest", [ether(1), 1n, 1n, 0]) }),
    holdings: ({ c }) => [{ name: "prize", token: c.contest }],
  }).species("entrant", {
    count: 4,
    genome: { work: real(effort, effort) },
    adaptation: fixed(),
    entry,
    onBankruptcy: "exit",
    ...(bankruptcyThreshold !== undefined && { bankruptcyThreshold }),
    act: ({ c, genome }) => [c.contest.submit(0n, ether(genome.work))],
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
    cost: ({ genome }) => ether(genome.work),
    exit: ({ c }) => [c.contest.claim()],
  });
}

async function lives(made: ReturnType<typeof sharedPrize>): Promise<GenerationRecord[]> {
  const records: GenerationRecord[] = [];
  const inputs = prepare({ scenario: made.definition, file: "", textHash: "" }, { engine: "fast" });
  await evaluate(inputs, { openChain, onGeneration: (record) => records.push(record) });
  return records;
}

describe("entry and exit", () => {
  it("free entry goes on until nobody gains: ten share a prize that pays for ten", async () => {
    const records = await lives(sharedPrize(0.1, ({ meanFitness }) => (meanFitness > 0 ? 1 : 0)));
    expect(records.map(({ agents }) => agents.length)).to.deep.equal([4, 5, 6, 7, 8, 9, 10, 10, 10]);
    expect(records.at(-1)!.species[0]!.fitness.mean).to.equal(0);
  });

  it("the ruined leave their place empty, their tokens go back, and entrants fill it", async () => {
    const records = await lives(sharedPrize(0.3, ({ generation }) => (generation === 1 ? 2 : 0), ether(0.3)));
    expect(records.map(({ agents }) => agents.length).slice(0, 3)).to.deep.equal([4, 2, 2]);
    expect(records[1]!.agents.map(({ slot, birth }) => [slot, birth])).to.deep.equal([
      [0, 4],
      [1, 5],
    ]);
  });

  it("refuses entrants that are no count, naming species and generation", async () => {
    const fault = await lives(sharedPrize(0.1, () => 0.5)).catch((error: unknown) => error);
    expect(fault).to.include({ code: "SPECIES_ENTRY" });
  });
});
