import {
  ether,
  evolve,
  fixed,
  gaussian,
  integer,
  maximize,
  mean,
  ONE,
  parameter,
  scenario,
  tournament,
} from "../index.ts";
import { owed } from "./ledger.ts";

/** Contests side by side; in each one honest entrant meets one splitter. */
const CONTESTS = 50;
const RULES = ["linear", "square", "root"] as const;

export default scenario("lottery", {
  title: "A prize drawn in proportion to work: does it pay to enter under several names? (C1)",
  about:
    "In each contest an honest entrant of one unit of work meets a splitter, who spreads its work over its accounts. " +
    "Under the linear rule splitting changes nothing; weights of h^2 pay for merging, of sqrt(h) for splitting.",
  parameters: {
    prize: parameter.wei(ether(1), { min: 1000n, max: ether(100), about: "prize of each contest, wei" }),
    rule: parameter.choice("linear", RULES, "how work becomes weight: h, h^2 or sqrt(h)"),
    payout: parameter.choice("lottery", ["lottery", "shares"], "one winner of all, or everyone its share"),
    work: parameter.wei(ether(1), { min: 1000n, max: ether(1000), about: "work of the splitter, 1e18 a unit" }),
  },
  sizes: { generations: 40, blocks: 20 },
  deploy: ({ contract, design }) => {
    const rule = RULES.indexOf(design.rule);
    return {
      lottery: contract("contracts/mechanisms/ProportionalLottery.sol:ProportionalLottery", [
        design.prize,
        BigInt(CONTESTS),
        1n,
        rule,
      ]),
      shares: contract("contracts/mechanisms/ProportionalContest.sol:ProportionalContest", [
        design.prize,
        BigInt(CONTESTS),
        1n,
        rule,
      ]),
    };
  },
  holdings: ({ c, design }) => [{ name: "prize", token: c[design.payout] }],
})
  .species("honest", {
    count: CONTESTS,
    genome: {},
    adaptation: fixed(),
    act: ({ c, design, slot }) => [c[design.payout].submit(BigInt(slot), ONE)],
    positions: ({ c, design, self }) => owed(c[design.payout], [self]),
  })
  .species("splitter", {
    count: CONTESTS,
    role: "attacker",
    actions: ({ c, design }) => [c[design.payout].submit],
    genome: { accounts: integer(1, 10) },
    accounts: ({ genome }) => genome.accounts,
    // A new number of accounts needs new accounts, so a child is another agent.
    adaptation: evolve({ select: tournament(2), mutate: gaussian(0.05) }),
    act: ({ c, design, accounts, slot }) =>
      accounts.map((from, i) =>
        c[design.payout].submit(BigInt(slot), part(design.work, accounts.length, i)).with({ from }),
      ),
    positions: ({ c, design, accounts }) => owed(c[design.payout], accounts),
    onDeath: "abandon",
  })
  .measures((measure) => ({
    winShare: measure.population({
      about: "splitters' share of all that was won in a generation",
      unit: "share",
      value: (p) => total(p.fitness("splitter")) / (total(p.fitness("splitter")) + total(p.fitness("honest"))),
    }),
    won: measure.population({
      about: "prizes that splitters won in a generation",
      unit: "tokens",
      value: (p) => total(p.fitness("splitter")),
    }),
    drawn: measure.population({
      about: "prizes drawn in a generation",
      unit: "tokens",
      value: (p) => total(p.fitness("splitter")) + total(p.fitness("honest")),
    }),
    accounts: measure.population({
      about: "mean number of accounts of a splitter",
      unit: "accounts",
      value: (p) => mean(p.genes("splitter", "accounts")),
    }),
    simplicity: measure.population({
      about: "share of splitters that keep to one account",
      unit: "share",
      range: [0, 1],
      value: (p) => mean(p.genes("splitter", "accounts").map((accounts) => (accounts === 1 ? 1 : 0))),
    }),
  }))
  .goals(maximize("simplicity"))
  .predicts(({ design }) =>
    design.rule === "linear"
      ? {
          winShare: {
            value: Number(design.work) / Number(design.work + ONE),
            source: "E(R_i) = R h_i / H whatever the splitting (Chen, Papadimitriou, Roughgarden 2019)",
          },
        }
      : {
          accounts: {
            value: design.rule === "square" ? 1 : 10,
            source: "k (h/k)^a falls in k for a = 2 and grows for a = 1/2, up to the bound of the gene",
          },
        },
  );

/** The i-th part of work split over k accounts; the first takes what is left over. */
function part(work: bigint, k: number, i: number): bigint {
  const each = work / BigInt(k);
  return i === 0 ? work - each * BigInt(k - 1) : each;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
