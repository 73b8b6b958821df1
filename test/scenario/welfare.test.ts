import { expect } from "chai";
import { ether, fixed, scenario, welfare } from "../../sim/index.ts";
import { nakamoto } from "../../sim/stats/nakamoto.ts";
import { live } from "../fixtures/run.ts";

/** A prize of 8 is shared pro rata to efforts of 1, 1, 2 and 4, a unit of which costs a tenth. */
const EFFORTS = [1, 1, 2, 4];
const shared = scenario("welfare", {
  title: "A prize among four of known effort",
  parameters: {},
  sizes: { generations: 2, blocks: 1 },
  deploy: ({ contract }) => ({
    contest: contract("contracts/mechanisms/ProportionalContest.sol:ProportionalContest", [ether(8), 1n, 1n, 0]),
  }),
  holdings: ({ c }) => [{ name: "prize", token: c.contest }],
})
  .species("miner", {
    count: 4,
    genome: {},
    adaptation: fixed(),
    act: ({ c, slot }) => [c.contest.submit(0n, ether(EFFORTS[slot]!))],
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
    cost: ({ slot }) => ether(EFFORTS[slot]! / 10),
  })
  .measures(() => ({
    surplus: welfare.totalSurplus("miner"),
    deficit: welfare.budgetDeficit("miner"),
    gini: welfare.gini("miner"),
    herfindahl: welfare.herfindahl("miner"),
    nakamoto: welfare.nakamoto("miner"),
  }));

describe("measures of welfare", () => {
  it("are what one can work out by hand for a prize among four", async () => {
    const { measures } = (await live(shared)).measurement;
    expect(measures.deficit, "the prize").to.be.closeTo(8, 1e-9);
    expect(measures.surplus, "the prize less 8 efforts of a tenth").to.be.closeTo(7.2, 1e-9);
    expect(measures.herfindahl).to.be.closeTo((1 + 1 + 4 + 16) / 64, 1e-9);
    expect(measures.gini).to.be.closeTo((-3 * 1 - 1 * 1 + 1 * 2 + 3 * 4) / (4 * 8), 1e-9);
    // the greatest holds half, not more than half
    expect(measures.nakamoto).to.equal(2);
  });

  it("count who holds more than half, and tell nothing of nobody", () => {
    expect(nakamoto([])).to.equal(0);
    expect(nakamoto([0n, 0n])).to.equal(0);
    expect(nakamoto([5n, 1n, 1n])).to.equal(1);
    expect(nakamoto([1n, 1n, 1n, 1n])).to.equal(3);
    expect(nakamoto([2n ** 300n, 2n ** 300n, 1n])).to.equal(2);
    expect(() => nakamoto([-1n, 2n])).to.throw("0 wei or more");
  });
});
