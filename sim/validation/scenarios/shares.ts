import { maxOf } from "../../core/many.ts";
import { atMost, environment, ether, fixed, ONE, over, parameter, range, scenario } from "../../index.ts";

const RULES = ["linear", "square"] as const;

/** Four miners of unequal effort share a prize. Sound: pro rata. Broken: the square rule, which pays for being large. */
export default scenario("shares", {
  title: "Nobody takes the lion's share of a prize",
  parameters: { rule: parameter.choice("linear", RULES) },
  environment: environment({ strength: range(1, 0.8, 1.2) }),
  sizes: { generations: 1, blocks: 2 },
  deploy: ({ contract, design }) => ({
    contest: contract("ProportionalContest", [ether(1), 1n, 1n, RULES.indexOf(design.rule)]),
  }),
  holdings: ({ c }) => [{ name: "prize", token: c.contest }],
})
  .species("miner", {
    count: 4,
    genome: {},
    adaptation: fixed(),
    act: ({ c, env, slot, random }) => {
      const luck = BigInt(Math.round((0.9 + 0.2 * random.unit()) * 1e18));
      const strength = slot === 0 ? (4n * env.strength * luck) / ONE : BigInt(slot) * ONE;
      return [c.contest.submit(0n, strength)];
    },
    positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
  })
  .measures((measure) => ({
    topShare: measure.population({
      about: "largest share of the prizes",
      unit: "share",
      value: (p) => maxOf(p.wealth("miner").map(Number)) / Number(p.wealth("miner").reduce((a, b) => a + b, 0n)),
    }),
  }))
  .goals(atMost("topShare", 0.48, over.probability(0.8)));
