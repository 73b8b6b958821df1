import { ether, fixed, log, ONE, parameter, type Random, scenario, within } from "../index.ts";
import { elapsed, headers, interval } from "./header-chain.ts";

/** Intended time between headers: ten minutes, in milliseconds, because timestamps are whole. */
const INTERVAL = 600_000;
const GENESIS = 1_000_000_000n;

export default scenario("retarget", {
  title:
    "Difficulty retarget at constant hash rate: blocks come too slowly, and more so with Bitcoin's off-by-one (C7)",
  about:
    "DifficultyRetarget divides by the time a window took. The mean of a reciprocal is above the reciprocal of the mean, so " +
    "the difficulty is too high on average and the chain slower than intended. A block of the simulation is a window.",
  parameters: {
    window: parameter.integer(16, { min: 2, max: 4032, scale: "log", about: "headers N between adjustments" }),
    offByOne: parameter.choice("no", ["no", "yes"], "whether the interval between windows is left out, as in Bitcoin"),
    times: parameter.choice("exponential", ["exponential", "regular"], "solve times: of real work, or always the mean"),
  },
  sizes: { generations: 50, blocks: 100 },
  deploy: ({ contract, design }) => {
    const args = [BigInt(design.window), design.offByOne === "yes", 0n, BigInt(INTERVAL), ether(1)] as const;
    return {
      chain: contract("contracts/mechanisms/DifficultyRetarget.sol:DifficultyRetarget", [
        ...args,
        BigInt(INTERVAL) * ONE,
        GENESIS,
      ]),
    };
  },
  setup: ({ c, actor }) => [c.chain.transferOwnership(actor("timekeeper"))],
  holdings: ({ c }) => [{ name: "reward", token: c.chain }],
})
  .actor("timekeeper", {
    observe: ({ c }) => ({
      difficulty: c.chain.difficulty(),
      power: c.chain.totalPower(),
      last: c.chain.lastTimestamp(),
    }),
    act: ({ c, design, obs, random }) => {
      const mean = Number(obs.difficulty) / Number(obs.power);
      let time = Number(obs.last);
      const times = Array.from({ length: design.window }, () => {
        time += design.times === "regular" ? mean : exponential(mean, random);
        return BigInt(Math.round(time));
      });
      return [c.chain.submitHeaders(times)];
    },
  })
  .species("miner", {
    count: 1,
    genome: {},
    adaptation: fixed(),
    onBirth: ({ c }) => [c.chain.setPower(ONE)],
    act: () => [],
    positions: ({ c, self }) => ({ claimable: c.chain.claimable(self) }),
  })
  // The known attack: away for one window, so that the next is easy, and there for that one.
  .species("hopper", {
    count: 0,
    role: "attacker",
    genome: {},
    adaptation: fixed(),
    act: ({ c, tick }) => [c.chain.setPower(tick.block % 2 === 0 ? ONE : 0n)],
    positions: ({ c, self }) => ({ claimable: c.chain.claimable(self) }),
  })
  .measures((measure) => ({
    elapsed: measure.view(elapsed(BigInt(INTERVAL))),
    headers: measure.view(headers),
    interval: measure.derived(interval),
  }))
  .goals(within("interval", 0.99, 1.01))
  .predicts(({ design }) => ({
    interval: {
      value: design.times === "regular" ? 1 : retargetBias(design.window, design.offByOne === "yes"),
      source: "N/(N-1), with the off-by-one N/(N-2): mean of the reciprocal of a gamma variable of N or N-1 intervals",
    },
  }));

/**
 * With coin-hopping miners of `power` beside miners of 1, at regular times: windows take 1 + h and 1/(1 + h) of the intended time in
 * turn. A coin-hopping miner's hash then earns reward/1 where it would earn reward/(1 + h) by staying.
 */
export function hoppedInterval(power: number): number {
  return (1 + power + 1 / (1 + power)) / 2;
}

/** Mean interval over the intended one at exponential solve times. */
export function retargetBias(window: number, offByOne: boolean): number {
  return window / (window - (offByOne ? 2 : 1));
}

function exponential(mean: number, random: Random): number {
  return -mean * log(1 - random.unit());
}
