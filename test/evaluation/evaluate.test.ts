import type { FunctionOutcomes } from "../../sim/core/history.ts";
import { expect } from "chai";
import { fixed, gaussian, imitate, imitateBest, integer, real, scenario } from "../../sim/index.ts";
import { accountsOf } from "../../sim/population/agents/agent.ts";
import { addressText } from "../../sim/scenario/handles.ts";
import { ENGINES } from "../../sim/chain/chain.ts";
import type { Chain } from "../../sim/chain/chain.ts";
import { planted } from "../fixtures/planted.ts";
import { live, refused } from "../fixtures/run.ts";
import { everything } from "../fixtures/scenarios/everything.ts";
import { slashing } from "../fixtures/scenarios/slashing.ts";
import { yard } from "../fixtures/scenarios/yard.ts";
import { spied } from "../fixtures/spied.ts";
import type { SeenCall } from "../fixtures/spied.ts";

/** Gas by function left out, which *batched* does not know. */
function withoutGas<T extends { readonly functionOutcomes?: readonly FunctionOutcomes[] | undefined }>(record: T): T {
  const outcomes = record.functionOutcomes?.map(({ gas: _gas, gasCounts: _counts, ...row }) => row);
  return { ...record, functionOutcomes: outcomes, functionGas: undefined };
}

describe("an evaluation", function () {
  this.timeout(60_000);

  describe("has the same history on every engine", () => {
    for (const [name, made] of Object.entries({
      "a bit of everything": everything(),
      "episodic life, by tip": everything({ life: "episodic", order: "tip" }),
      "stakes left behind": everything({ onDeath: "abandon", order: "fifo" }),
      inheritance: everything({ onDeath: "bequeath" }),
      slashing,
    }))
      it(name, async () => {
        const [reference, ...others] = await Promise.all(ENGINES.map((engine) => live(made, { engine })));
        const { throughput: _throughput, ...expected } = reference!.measurement;
        for (const { records, measurement } of others) {
          expect(records.map(withoutGas)).to.deep.equal(reference!.records.map(withoutGas));
          const { throughput: _throughput, ...found } = measurement;
          expect(withoutGas(found)).to.deep.equal(withoutGas(expected));
        }
      });
  });

  it("exercises all that its fixture promises", async () => {
    const { records, measurement } = await live(everything());
    for (const kind of ["succeeded", "reverted", "rejected"] as const)
      expect(
        records.some(({ outcomes }) => outcomes[kind] > 0),
        kind,
      ).to.equal(true);
    expect(records.some(({ species }) => species[0]!.deaths > 0)).to.equal(true);
    const { measures } = measurement;
    for (const [name, value] of Object.entries(measures)) expect(value, name).to.be.a("number").and.not.equal(0);
    expect(records[1]!.measures["perStaked"]).to.equal(
      records[1]!.measures["pings"]! / records[1]!.measures["staked"]!,
    );
  });

  it("depends on the seed, and on nothing that it leaves behind", async () => {
    const one = await live(yard("shuffled"));
    const again = await live(yard("shuffled"));
    const other = await live(yard("shuffled"), { seed: "8" });
    expect(again.measurement.eventLogHash).to.equal(one.measurement.eventLogHash);
    expect(other.measurement.eventLogHash).to.not.equal(one.measurement.eventLogHash);
  });

  it("falls back to transactions for a contract that looks at tx.origin, with their history", async () => {
    const made = scenario("origin", {
      title: "tx.origin",
      parameters: {},
      sizes: { generations: 1, blocks: 2 },
      deploy: ({ fromArtifact }) => ({ note: fromArtifact(planted("OriginNote"), []) }),
    })
      .species("caller", { count: 2, genome: {}, adaptation: fixed(), act: ({ c }) => [c.note["note"]!()] })
      .invariant("each is seen as itself", {
        views: ({ c }) => ({ seen: c.note["seen"]!(addressText(accountsOf("7", "caller", 1, 1)[0]!)) }),
        holds: ({ seen }) => seen > 0n,
      });
    const engines: string[] = [];
    const manifest = (chain: Chain): never => {
      engines.push([chain.engine, ...chain.fallbacks.map(({ reason, contract }) => `${reason} in ${contract}`)].join());
      return {} as never;
    };
    const batched = await live(made, { options: { manifest } });
    const transactions = await live(made, { engine: "transactions", options: { manifest } });
    expect(batched.measurement.eventLogHash).to.equal(transactions.measurement.eventLogHash);
    expect(engines).to.deep.equal(["transactions,TX_ORIGIN in OriginNote", "transactions"]);
  });

  it("begins anew on another engine for a contract that asks for the hash of a block, with their history", async () => {
    const made = scenario("draw", {
      title: "blockhash",
      parameters: {},
      sizes: { generations: 1, blocks: 2 },
      deploy: ({ fromArtifact }) => ({ raffle: fromArtifact(planted("HashDraw"), []) }),
    })
      .species("caller", { count: 2, genome: {}, adaptation: fixed(), act: ({ c }) => [c.raffle["draw"]!()] })
      .invariant("there is a hash", {
        views: ({ c }) => ({ drawn: c.raffle["drawn"]!(addressText(accountsOf("7", "caller", 1, 1)[0]!)) }),
        holds: ({ drawn }) => drawn > 0n,
      });
    const engines: string[] = [];
    const manifest = (chain: Chain): never => {
      engines.push([chain.engine, ...chain.fallbacks.map(({ reason, contract }) => `${reason} in ${contract}`)].join());
      return {} as never;
    };
    const fast = await live(made, { engine: "fast", options: { manifest } });
    const transactions = await live(made, { engine: "transactions", options: { manifest } });
    expect(fast.measurement.eventLogHash).to.equal(transactions.measurement.eventLogHash);
    expect(engines).to.deep.equal(["transactions,BLOCK_HASH in HashDraw", "transactions"]);
  });

  it("gives an agent draws that no other agent's draws, nor the design, can move", async () => {
    const pings = async (draws: number): Promise<{ greedy: string[]; modest: string[] }> => {
      const seen: SeenCall[] = [];
      await live(yard("fifo"), { set: { draws }, options: { openChain: spied(seen) } });
      const of = (note: string): string[] =>
        seen
          .filter(({ data }) => data.includes(Buffer.from(note).toString("hex")))
          .map((c) => `${c.block} ${c.sender} ${c.data}`);
      return { greedy: of("greedy"), modest: of("modest") };
    };
    const [few, many] = [await pings(1), await pings(1000)];
    expect(few.modest).to.have.length(24).and.deep.equal(many.modest);
    expect(few.greedy).to.not.deep.equal(many.greedy);
    const amounts = few.modest.map((ping) => ping.slice(-4 * 64).slice(0, 3 * 64)); // the argument that is drawn
    expect(new Set(amounts).size).to.be.above(20); // nobody draws what another draws, nor the same in another block
  });

  it("lets an agent that has changed its mind still hear of the block before", async () => {
    const made = scenario("hearing", {
      title: "Hearing oneself",
      parameters: {},
      sizes: { generations: 3, blocks: 2 },
      deploy: ({ fromArtifact }) => ({ yard: fromArtifact(planted("Yard"), []) }),
    }).species("pinger", {
      count: 3,
      genome: { a: real(0, 1) },
      adaptation: imitate({ rule: imitateBest(), mutate: gaussian(0.1), of: "population" }),
      events: ({ c, self }) => [c.yard["Pinged"]!({ who: self })],
      act: ({ c, events }) => ({ calls: [c.yard["ping"]!(0n, 0n, "")], utility: BigInt(events.length) }),
    });
    const { records } = await live(made);
    expect(records.map(({ agents }) => agents.map(({ fitness }) => fitness).join(" "))).to.deep.equal([
      "1 1 1",
      "2 2 2",
      "2 2 2",
    ]);
  });

  it("orders a block by slots, by tip or by a shuffle that changes from block to block", async () => {
    const orders = async (order: "fifo" | "tip" | "shuffled"): Promise<string[]> => {
      const seen: SeenCall[] = [];
      await live(yard(order), { generations: 1, options: { openChain: spied(seen) } });
      const names = new Map<string, string>();
      for (const [species, count] of [
        ["greedy", 3],
        ["modest", 4],
      ] as const)
        for (let birth = 0; birth < count; birth++)
          names.set(addressText(accountsOf("7", species, birth, 1)[0]!), `${species[0]}${birth}`);
      const blocks = new Map<number, string[]>();
      for (const { block, sender } of seen) blocks.set(block, [...(blocks.get(block) ?? []), names.get(sender)!]);
      return [...blocks.values()].map((block) => block.join(" "));
    };
    const first = await orders("fifo");
    expect(first).to.deep.equal(Array(3).fill("g0 g1 g2 m0 m1 m2 m3"));
    const tips = await orders("tip");
    for (const block of tips) expect(block).to.match(/^(m\d ){4}g2 g1 g0$/);
    expect(new Set(tips).size).to.be.above(1); // ties are shuffled
    const shuffled = await orders("shuffled");
    expect(new Set(shuffled).size).to.equal(3);
    expect(shuffled.map((block) => block.split(" ").sort().join(" "))).to.deep.equal(first);
  });

  it("makes a generation of one block on a steady clock, with one birth in it", async () => {
    const { measurement, records } = await live(yard("fifo", "steady"), { generations: 5 });
    expect([measurement.generations, measurement.blocks]).to.deep.equal([5, 5]);
    expect(records.map(({ species }) => species[1]!.births)).to.deep.equal([4, 1, 1, 1, 1]);
    const births = records[4]!.agents.filter(({ species }) => species === "modest").map(({ birth }) => birth);
    expect(Math.max(...births)).to.equal(7);
  });

  it("takes genomes and the environment from its conditions, and keeps them", async () => {
    const conditions = {
      genomes: {
        pinger: [
          [5, 1],
          [900, 2],
        ],
        staker: [[1, 2, 0]],
      },
      pinned: { "price.initial": 4, "price.volatility": 0 },
    };
    const { records } = await live(everything(), { conditions, generations: 3 });
    for (const { agents } of records) {
      expect(agents.filter(({ species }) => species === "pinger").map(({ genome }) => genome)).to.deep.equal([
        [5, 1],
        [900, 2],
        [5, 1],
        [900, 2],
      ]);
      for (const { genome, parts, species } of agents)
        if (species === "staker") {
          expect(genome).to.deep.equal([1, 2, 0]);
          expect(parts.cost).to.equal(String(3n * 4n * 10n ** 9n));
        }
    }
  });

  it("values what agents begin with at the first block's price", async () => {
    const priced = scenario("priced", {
      title: "A price that is not one",
      parameters: {},
      environment: (await import("../../sim/index.ts")).environment({ price: 3 }),
      sizes: { generations: 2, blocks: 1 },
      deploy: ({ contract }) => ({ coin: contract("BenchToken", [1000n]) }),
      holdings: ({ c, env }) => [{ name: "coin", token: c.coin, price: env.price }],
    }).species("holder", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      endow: ({ c, self }) => [c.coin.transfer(self, 100n)],
      act: () => [],
    });
    const { records } = await live(priced);
    expect(records.map(({ agents }) => [agents[0]!.fitness, agents[0]!.wealth])).to.deep.equal([
      ["0", "300"],
      ["0", "300"],
    ]);
  });

  describe("ends with a fault that names the agent", () => {
    const lone = (spec: object) =>
      scenario("lone", {
        title: "One who errs",
        parameters: {},
        sizes: { generations: 2, blocks: 2 },
        deploy: ({ fromArtifact }) => ({ yard: fromArtifact(planted("Yard"), []) }),
      }).species("loner", {
        count: 1,
        genome: { a: real(0, 1), n: integer(1, 2) },
        adaptation: fixed(),
        act: () => [],
        ...spec,
      } as never);
    type Yard = { c: { yard: Record<string, (...args: unknown[]) => unknown> } };
    const throws = (): never => {
      throw new Error("oh");
    };
    const cases: { readonly [what: string]: readonly [string, object] } = {
      "when an argument does not fit": ["POLICY_INVALID_RESULT", { act: ({ c }: Yard) => [c.yard["ping"]!(1, 2n, 3)] }],
      "when memory is a class": ["POLICY_MEMORY", { act: () => ({ calls: [], memory: new Map() }) }],
      "when memory is a function": ["POLICY_MEMORY", { act: () => ({ calls: [], memory: { f: throws } }) }],
      "when memory holds a symbol": ["POLICY_MEMORY", { act: () => ({ calls: [], memory: [Symbol("s")] }) }],
      "when what it observes reverts": ["VIEW_REVERTED", { observe: ({ c }: Yard) => ({ n: c.yard["never"]!() }) }],
      "when a position reverts": ["VIEW_REVERTED", { positions: ({ c }: Yard) => ({ n: c.yard["never"]!() }) }],
      "when observe throws": ["POLICY_THREW", { observe: throws }],
      "when events throws": ["POLICY_THREW", { events: throws }],
      "when positions throws": ["POLICY_THREW", { positions: throws }],
      "when endow throws": ["POLICY_THREW", { endow: throws }],
      "when onBirth throws": ["POLICY_THREW", { onBirth: throws }],
      "when accounts throws": ["POLICY_THREW", { accounts: throws }],
      "when accounts are none": ["POLICY_INVALID_RESULT", { accounts: () => 0 }],
      "when accounts are not a number": ["POLICY_INVALID_RESULT", { accounts: () => NaN }],
      "when an endless loop hides in positions": [
        "POLICY_TIMEOUT",
        {
          positions: () => {
            for (;;);
          },
        },
      ],
    };
    for (const [what, [code, spec]] of Object.entries(cases))
      it(what, async () => {
        const error = await refused(code, live(lone(spec), { options: { policyLimit: 0.2 } }));
        expect(error.fault.where)
          .to.include("loner #0")
          .and.match(/block \d|reading its wealth/);
      });

    it("and one whose endowment fails says so", async () => {
      await refused("SETUP_FAILED", live(lone({ endow: ({ c }: Yard) => [c.yard["refuse"]!()] })));
    });
  });

  it("ends when an invariant breaks, naming it and the block", async () => {
    const made = yard("fifo").invariant("few visits", {
      views: ({ c }) => ({ visits: c.yard["visits"]!() }),
      holds: ({ visits }) => visits < 10n,
    });
    const error = await refused("INVARIANT", live(made));
    expect(error.fault.where).to.match(/few visits, block \d+/);
    expect(error.fault.found).to.include('"14"');
  });
});
