import { environment, fixed, parameter, pow, scenario, within } from "../index.ts";
import { elapsed, headers, interval } from "./header-chain.ts";

/** Intended time between headers in units of time: many, because timestamps are whole. */
const INTERVAL = 1_000_000_000n;
const GENESIS = 1_000_000_000_000n;
/** Hash power of a miner, 1e18 fixed point. */
const POWER = 1_000_000_000_000n;
/** Agents, each a cohort of every eighth miner in the order of costs. */
const COHORTS = 8;
/** So many coin-hopping miners have together the power that the others have in the equilibrium. */
export const HOPPERS = 8n;

export default scenario("elastic-miners", {
  title: "Difficulty against miners who come and go with the revenue: stable up to an elasticity (C8)",
  about:
    "Miner i of M mines if and only if a hash earns its cost (i/M)^(1/elasticity), so that hash power answers the revenue " +
    "with that elasticity. The difficulty follows once a window, or at each header by the sum of difficulties over the sum " +
    "of intervals. Agents are cohorts of miners; they decide in even blocks, and headers are found in odd ones.",
  parameters: {
    rule: parameter.choice("average", ["average", "window"], "adjusted at every header, or once a window"),
    length: parameter.integer(8, { min: 1, max: 144, scale: "log", about: "headers T of the average or the window" }),
    elasticity: parameter.real(4, { min: 0.1, max: 200, scale: "log", about: "elasticity of hash power to revenue" }),
    start: parameter.real(1.01, { min: 0.5, max: 2, about: "first difficulty, over that of the equilibrium" }),
    miners: parameter.integer(1_000_000, { min: 5000, max: 100_000_000, scale: "log", about: "miners M" }),
  },
  // of the reward, in the unit of the costs: still, unless a tool forces it
  environment: environment({ price: 1 }),
  sizes: { generations: 60, blocks: 2 },
  deploy: ({ contract, at, design }) => {
    const equilibrium = (INTERVAL * BigInt(design.miners) * POWER) / 2n;
    const marginalCost = BigInt(Math.round(pow(0.5, 1 / design.elasticity) * 1e18));
    const reward = (marginalCost * equilibrium) / 10n ** 18n;
    const first = (equilibrium * BigInt(Math.round(design.start * 1e12))) / 10n ** 12n;
    const length = BigInt(design.length);
    const { address } =
      design.rule === "average"
        ? contract("contracts/mechanisms/DifficultyAverage.sol:DifficultyAverage", [
            length,
            INTERVAL,
            reward,
            first,
            GENESIS,
          ])
        : contract("contracts/mechanisms/DifficultyRetarget.sol:DifficultyRetarget", [
            length,
            false,
            0n,
            INTERVAL,
            reward,
            first,
            GENESIS,
          ]);
    return { chain: at("contracts/mechanisms/HeaderChain.sol:HeaderChain", address) };
  },
  setup: ({ c, actor }) => [c.chain.transferOwnership(actor("timekeeper"))],
  holdings: ({ c }) => [{ name: "reward", token: c.chain }],
})
  .actor("timekeeper", {
    observe: ({ c }) => ({ interval: c.chain.expectedInterval(), last: c.chain.lastTimestamp() }),
    act: ({ c, design, obs, tick }) => {
      if (tick.block % 2 === 0) return [];
      // Within a window difficulty and revenue stand still, so nobody comes or goes.
      const headers = design.rule === "average" ? 1 : design.length;
      return [
        c.chain.submitHeaders(Array.from({ length: headers }, (_, i) => obs.last + BigInt(i + 1) * obs.interval)),
      ];
    },
  })
  .species("cohort", {
    count: COHORTS,
    genome: {},
    adaptation: fixed(),
    observe: ({ c }) => ({ revenue: c.chain.revenuePerHash() }),
    memory: -1 as number,
    act: ({ c, design, env, obs, slot, memory, tick }) => {
      if (tick.block % 2 === 1) return [];
      const earned = (Number(obs.revenue) / 1e18) * (Number(env.price) / 1e18);
      const mining = cohortOf(slot, profitable(earned, design.elasticity, design.miners));
      return mining === memory ? [] : { calls: [c.chain.setPower(BigInt(mining) * POWER)], memory: mining };
    },
    positions: ({ c, self }) => ({ claimable: c.chain.claimable(self) }),
  })
  // The known attack: there while a hash earns what it costs in the equilibrium, and away while it does not.
  .species("hopper", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    observe: ({ c }) => ({ revenue: c.chain.revenuePerHash() }),
    memory: 0 as number,
    act: ({ c, design, obs, memory, tick }) => {
      if (tick.block % 2 === 1) return [];
      const mining = Number(obs.revenue) / 1e18 >= pow(0.5, 1 / design.elasticity) ? 1 : 0;
      if (mining === memory) return [];
      const power = (BigInt(mining) * BigInt(design.miners) * POWER) / (2n * HOPPERS);
      return { calls: [c.chain.setPower(power)], memory: mining };
    },
    positions: ({ c, self }) => ({ claimable: c.chain.claimable(self) }),
  })
  .measures((measure) => ({
    difficulty: measure.view({
      about: "expected hashes of the next header",
      unit: "hashes",
      read: ({ c }) => c.chain.difficulty(),
      per: 10n ** 18n,
    }),
    elapsed: measure.view(elapsed(INTERVAL)),
    headers: measure.view(headers),
    interval: measure.derived(interval),
  }))
  .goals(within("interval", 0.98, 1.02))
  .predicts(({ design }) =>
    design.elasticity < critical(design.rule, design.length)
      ? {
          interval: {
            value: 1,
            source: "stable: elasticity below 1 for a window, below T for an average (Noda, Okumura, Hashimoto 2020)",
          },
        }
      : {},
  );

/** Elasticity from which on a small disturbance grows. */
export function critical(rule: "average" | "window", length: number): number {
  return rule === "average" ? length : 1;
}

/**
 * What a coin-hopping miner's hash earns over what it costs, per window, for coin-hopping miners of `power` over that of the equilibrium. With
 * difficulties as multiples of the equilibrium's the next is the power of the last: d^-e of the elastic miners, and the
 * coin-hopping miners' h where d <= 1. So a hard window H and an easy one L alternate, L = H^-e and H = L^-e + h = H^(e^2) + h; a
 * hash of the easy one earns 1/L = H^e, and staying would earn 1/s < 1, s = s^-e + h. For e < 1, and H^e^2 below the
 * 2 of all miners. An average over T headers takes the power of one header into the next difficulty with 1/T only.
 */
export function hoppedRevenue(elasticity: number, power: number): number {
  let hard = 1 + power;
  for (let i = 0; i < 1000; i++) hard = pow(hard, elasticity * elasticity) + power;
  return pow(hard, elasticity);
}

/** Difficulty of the equilibrium, in which half of the miners mine, as the measure gives it. */
export function equilibriumDifficulty(miners: number): number {
  return (Number(INTERVAL) * miners * Number(POWER)) / 2 / 1e18;
}

/** How many miners earn at least their cost. */
function profitable(revenue: number, elasticity: number, miners: number): number {
  return Math.min(miners, Math.floor(miners * pow(revenue, elasticity)));
}

/** How many of the first `mining` miners, counted from 1, are in the cohort of every eighth from `slot` on. */
function cohortOf(slot: number, mining: number): number {
  return Math.max(0, Math.floor((mining - 1 - slot) / COHORTS) + 1);
}
