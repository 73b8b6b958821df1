import { ether, fixed, grind, MAX, maximize, ONE, parameter, read, real, scenario } from "../index.ts";
import { hashRateConfig, minerPositions } from "./hash-rate-config.ts";
import { supply } from "./supply.ts";

/** Whole tokens that a miner owns at most; capital is spread evenly below. */
const RICHEST = 100;

export default scenario("stake-threshold", {
  title: "How high the bar? Stake at risk rises with the threshold and falls again, since ever fewer clear it",
  about:
    "Miners own different capital. Whoever can stakes just the threshold, as more earns nothing, and does one hash a block. A " +
    "threshold T leaves n(T) miners and T n(T) of stake at risk, which is greatest in the middle: beyond it more security is asked " +
    "of each and less is had from all.",
  parameters: {
    threshold: parameter.wei(ether(10), { min: ether(1), max: ether(RICHEST), about: "least stake to take part, wei" }),
    reward: parameter.wei(ether(10), { min: ether(1), max: ether(100), scale: "log", about: "reward of a round, wei" }),
  },
  sizes: { generations: 1, blocks: 2 },
  deploy: ({ contract, design, treasury }) => {
    const stake = contract("contracts/tokens/StakeToken.sol:StakeToken", ["Stake", "STK"]);
    const mine = contract("contracts/mechanisms/HashRateReward.sol:HashRateReward", [
      hashRateConfig({
        stakeToken: stake.address,
        slashSink: treasury,
        stakeThreshold: design.threshold,
        shareTarget: MAX,
        roundReward: design.reward,
        slashAmount: ether(1),
      }),
    ]);
    return { stake, mine };
  },
  setup: ({ c, treasury, count }) => [
    c.stake.mint(treasury, supply(ether(1_000_000), BigInt(count("miner")) * ether(RICHEST))),
  ],
  holdings: ({ c }) => [
    { name: "stake", token: c.stake },
    { name: "reward", token: c.mine },
  ],
})
  .species("miner", {
    count: 32,
    genome: { capital: real(0, RICHEST) }, // of stake, whole tokens
    adaptation: fixed(),
    endow: ({ self, c, genome }) => [c.stake.transfer(self, wei(genome.capital))],
    onBirth: ({ c, design, genome }) =>
      wei(genome.capital) < design.threshold
        ? []
        : [c.stake.approve(c.mine.address, MAX), c.mine.stake(design.threshold)],
    *act({ c, self, design, genome, tick }) {
      if (wei(genome.capital) < design.threshold) return [];
      const challenge = yield* read(c.mine.challengeAt(BigInt(tick.number)));
      return [c.mine.submit(grind(challenge, self, MAX, 0n, 1))];
    },
    positions: minerPositions,
  })
  .measures((measure) => ({
    miners: measure.events({
      about: "shares of work credited in a generation of two blocks: twice the miners that clear the bar",
      unit: "shares",
      of: ({ c }) => c.mine.Credited(),
      value: ({ weight }) => weight,
    }),
    stakeAtRisk: measure.view({
      about: "stake that the contract holds and can slash",
      unit: "tokens",
      read: ({ c }) => c.stake.balanceOf(c.mine.address),
      per: ONE,
    }),
  }))
  .goals(maximize("miners"), maximize("stakeAtRisk"))
  .predicts(({ design, sizes, count }) => {
    const threshold = Number(design.threshold) / 1e18;
    const miners = count("miner") * (1 - threshold / RICHEST);
    const source = "capital is drawn evenly from 0 to C: n (1 - T/C) of n miners clear T, and each stakes T (derived)";
    return {
      miners: { value: miners * sizes.blocks, source },
      stakeAtRisk: { value: miners * threshold, source },
    };
  });

function wei(tokens: number): bigint {
  return BigInt(Math.round(tokens * 1e18));
}
