import {
  atMost,
  environment,
  etherOf,
  evolve,
  gaussian,
  integer,
  choice,
  maximize,
  ONE,
  parameter,
  randomGroups,
  range,
  real,
  scenario,
  tournament,
} from "../../../sim/index.ts";
import type { Scenario } from "../../../sim/scenario/scenario.ts";
import { planted } from "../../fixtures/planted.ts";

/* eslint-disable @typescript-eslint/no-explicit-any -- contracts of an artifact without types */

/** A scenario that has every field, and is sound: a nonsense input is this one with a single thing changed. */
export function valid(): Scenario {
  return scenario("valid", {
    title: "Everything, and sound",
    about: "for tests",
    parameters: {
      share: parameter.real(0.5, { min: 0.1, max: 1, scale: "log", about: "a share" }),
      count: parameter.integer(3, { min: 1, max: 5 }),
      prize: parameter.wei(ONE, { min: 1n, max: 10n * ONE }),
      rule: parameter.choice("flat", ["flat", "steep"]),
    },
    environment: environment({ price: range(1, 0.5, 2) }),
    sizes: { generations: 2, blocks: 2 },
    life: "continuous",
    order: "shuffled",
    blockTime: 12,
    hardfork: "osaka",
    blockGasLimit: 30_000_000,
    returnData: false,
    deploy: ({ fromArtifact }) => {
      const yard: any = fromArtifact(planted("Yard"), []);
      const coin: any = fromArtifact(planted("Coin"), [10n ** 24n]);
      return { yard, coin };
    },
    setup: ({ c }) => [c.yard.ping(0n, 1n, "set up")],
    holdings: ({ c }) => [{ name: "coin", token: c.coin, price: ONE }],
    solvency: ({ c }) => [
      { name: "promise", funded: c.yard.visits(), paid: c.yard.visits(), owed: c.yard.lastOf(99n), dust: 0n },
    ],
    etherPrice: ONE,
  })
    .actor("keeper", { ether: ONE, memory: { seen: 0 }, observe: ({ c }) => ({ n: c.yard.visits() }), act: () => [] })
    .species("miner", {
      count: 4,
      role: "honest",
      actions: ({ c }) => [c.yard.ping],
      genome: { stake: real(0, 1), tries: integer(1, 4), style: choice("bold", "shy") },
      founders: () => ({ stake: 0.5, tries: 2, style: "bold" as const }),
      groups: { by: randomGroups(2), regroup: "generation" },
      adaptation: evolve({ select: tournament(2), mutate: gaussian(0.1), elites: 1 }),
      accounts: () => 1,
      ether: ONE,
      endow: ({ c, self }) => [c.coin.transfer(self, ONE)],
      onBirth: () => [],
      memory: { n: 0 },
      observe: ({ c }) => ({ n: c.yard.visits() }),
      events: ({ c }) => [c.yard.Pinged()],
      act: ({ c, slot }) => ({ calls: [c.yard.ping(0n, BigInt(slot), "")], memory: { n: 1 }, utility: 1n, cost: 1n }),
      positions: ({ c, self }) => ({ vault: c.yard.vault(self), coin: { view: c.coin.balanceOf(self), of: "coin" } }),
      cost: () => 1n,
      bankruptcyThreshold: -1000n,
      onBankruptcy: "replaced",
      entry: () => 0,
      onDeath: "exit",
      exit: () => [],
    })
    .measures((measure) => ({
      visits: measure.view({ about: "a", unit: "b", read: ({ c }) => c.yard.visits(), every: "block", take: "change", per: 1n, window: { from: 0, to: 1 } }), // prettier-ignore
      pings: measure.events({ about: "a", unit: "b", of: ({ c }) => c.yard.Pinged(), value: () => 1, take: "sum" }),
      living: measure.population({ about: "a", unit: "b", concerns: [], value: (p) => p.count("miner") }),
      best: measure.perAgent("miner", { of: "gain", take: "best", across: "max" }),
      own: measure.perAgent("miner", { of: (agent) => agent.wealth, take: { quantile: 0.5 } }),
      twice: measure.derived({ about: "a", unit: "b", of: ["visits"], value: (visits) => 2 * visits! }),
    }))
    .goals(maximize("visits"), atMost("twice", 100))
    .predicts(() => ({ visits: { value: 4, source: "counting" } }))
    .invariant("ether", { views: ({ c }) => ({ held: etherOf(c.yard.address) }), holds: ({ held }) => held >= 0n })
    .definition;
}
