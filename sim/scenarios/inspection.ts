import { angleOf, atMost, choice, ether, parameter, type PopulationView, real, replicate, scenario } from "../index.ts";
import { supply } from "./supply.ts";

/** Individuals of a species, in cohorts: few would die out, because the cycle is neutral. */
const INDIVIDUALS = 1_000_000;
const ENDOWMENT = ether("100000000000");
/** A replicator step of the mean payoff of one unit. */
const STEP = 0.05;

export default scenario("inspection", {
  title:
    "Inspection with slashing: cheating and checking circle their equilibrium, and a higher slash cheats no less (C11)",
  about:
    "A million workers cheat or not and a million inspectors check or not, in one cohort for each strategy that grows as its " +
    "individuals earn more than the mean of their species. The equilibrium makes the others indifferent: cheating follows " +
    "from cost and bounty of a check, checking from gain and slash.",
  parameters: {
    gain: parameter.wei(ether(1), { min: ether("0.01"), max: ether(100), scale: "log", about: "gain G of a cheat" }),
    slash: parameter.wei(ether(3), {
      min: ether("0.01"),
      max: ether(100),
      scale: "log",
      about: "loss S of a caught cheat",
    }),
    bounty: parameter.wei(ether(4), { min: ether("0.01"), max: ether(100), scale: "log", about: "bounty B of a hit" }),
    checkCost: parameter.wei(ether(1), {
      min: ether("0.01"),
      max: ether(100),
      scale: "log",
      about: "cost C of a check",
    }),
    offset: parameter.real(0.02, { min: -0.2, max: 0.2, about: "first cheat rate less that of the equilibrium" }),
  },
  sizes: { generations: 510, blocks: 1 },
  deploy: ({ contract, design, count }) => {
    const { gain, slash, bounty, checkCost } = design;
    return {
      game: contract("contracts/mechanisms/InspectionGame.sol:InspectionGame", [
        supply(100n * ENDOWMENT, BigInt(count("worker") + count("inspector")) * ENDOWMENT),
        gain,
        slash,
        bounty,
        checkCost,
        1n,
      ]),
    };
  },
  holdings: ({ c }) => [{ name: "token", token: c.game }],
})
  .species("worker", {
    count: 2,
    genome: { strategy: choice("honest", "cheat"), size: real(0, INDIVIDUALS) },
    founders: ({ slot, design }) => {
      const cheats = rates(design).cheat + design.offset;
      return slot === 0
        ? { strategy: "honest", size: INDIVIDUALS * (1 - cheats) }
        : { strategy: "cheat", size: INDIVIDUALS * cheats };
    },
    adaptation: replicate({ step: STEP }),
    endow: ({ self, c }) => [c.game.transfer(self, ENDOWMENT)],
    act: ({ c, genome }) => {
      const size = BigInt(Math.round(genome.size));
      if (size === 0n) return [];
      return [genome.strategy === "cheat" ? c.game.work(0n, size) : c.game.work(size, 0n)];
    },
    positions: ({ c, self }) => ({ claimable: c.game.claimable(self), pending: c.game.pending(self) }),
  })
  .species("inspector", {
    count: 2,
    genome: { strategy: choice("idle", "check"), size: real(0, INDIVIDUALS) },
    founders: ({ slot, design }) => {
      const { check } = rates(design);
      return slot === 0
        ? { strategy: "idle", size: INDIVIDUALS * (1 - check) }
        : { strategy: "check", size: INDIVIDUALS * check };
    },
    adaptation: replicate({ step: STEP }),
    endow: ({ self, c }) => [c.game.transfer(self, ENDOWMENT)],
    act: ({ c, genome }) => {
      const size = BigInt(Math.round(genome.size));
      return genome.strategy === "check" && size > 0n ? [c.game.inspect(size)] : [];
    },
    positions: ({ c, self }) => ({ claimable: c.game.claimable(self), pending: c.game.pending(self) }),
  })
  .measures((measure) => ({
    cheatRate: measure.population({
      about: "share of tasks that are cheated",
      unit: "share",
      range: [0, 1],
      value: (p) => shareOfSecond(p, "worker"),
    }),
    checkRate: measure.population({
      about: "checks a task",
      unit: "share",
      value: (p) => shareOfSecond(p, "inspector"),
    }),
  }))
  .goals(atMost("cheatRate", 0.3))
  .predicts(({ design }) => {
    const { cheat, check } = rates(design);
    return {
      cheatRate: { value: cheat, source: "C/B: inspectors are indifferent (Tsebelis 1989; Andreozzi 2002)" },
      checkRate: { value: check, source: "G/(G+S): workers are indifferent (the same)" },
    };
  });

interface Stakes {
  readonly gain: bigint;
  readonly slash: bigint;
  readonly bounty: bigint;
  readonly checkCost: bigint;
}

/** The mixed equilibrium. */
export function rates({ gain, slash, bounty, checkCost }: Stakes): { readonly cheat: number; readonly check: number } {
  return { cheat: Number(checkCost) / Number(bounty), check: Number(gain) / Number(gain + slash) };
}

/** Growth of the amplitude a step and period, linearised about the equilibrium. */
export function cycle(stakes: Stakes): { readonly growth: number; readonly period: number } {
  const { cheat, check } = rates(stakes);
  const [both, bounty] = [Number(stakes.gain + stakes.slash) / 1e18, Number(stakes.bounty) / 1e18];
  const omega = Math.sqrt(cheat * (1 - cheat) * both * check * (1 - check) * bounty);
  return {
    growth: Math.sqrt(1 + (STEP * omega) ** 2),
    period: (2 * Math.PI) / angleOf(STEP * omega, 1),
  };
}

function shareOfSecond(p: PopulationView, species: string): number {
  const [first, second] = p.genes(species, "size");
  return second! / (first! + second!);
}
