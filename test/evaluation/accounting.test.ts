import { expect } from "chai";
import { ether, fixed, scenario } from "../../sim/index.ts";
import { addressBytes } from "../../sim/scenario/handles.ts";
import { createAddress } from "../../sim/scenario/addresses.ts";
import { planted } from "../fixtures/planted.ts";
import { live, refused } from "../fixtures/run.ts";
import { mayflies } from "../fixtures/scenarios/mayflies.ts";
import { BLOCKS, slashing } from "../fixtures/scenarios/slashing.ts";

describe("the books", function () {
  this.timeout(60_000);

  it("value staking, working, claiming and slashing to the wei", async () => {
    const { records } = await live(slashing);
    const agents = records[0]!.agents;
    const fitness = (species: string): bigint[] =>
      agents.filter((agent) => agent.species === species).map((agent) => BigInt(agent.fitness));
    const blocks = BigInt(BLOCKS);
    const earned = blocks * ether(5);
    expect(fitness("honest")).to.deep.equal([earned - 7n * blocks, earned - 7n * blocks]);
    const slashed = ether(10) + 1n;
    expect(fitness("cheat")).to.deep.equal([-slashed]);
    expect(fitness("watcher")).to.deep.equal([slashed / 2n + 3n - 1n]);
    const [claims, waits] = agents.filter(({ species }) => species === "honest").map(({ parts }) => parts);
    // A locked stake is no loss: it moves from one part to the other.
    expect(waits).to.deep.equal({
      balances: String(-ether(100)),
      positions: String(ether(100) + earned),
      utility: "0",
      cost: String(7n * blocks),
    });
    expect(BigInt(claims!.balances) > -ether(100)).to.equal(true);
    expect(records[0]!.outcomes).to.include({ reverted: 0, rejected: 0 });
  });

  it("take an exiting agent's tokens back, and let the newborn have theirs, outside every measure of issuance", async () => {
    const { records, measurement } = await live(mayflies("exit"));
    expect(records.map(({ measures }) => measures["staked"])).to.deep.equal([18, 18, 18]);
    expect(records.map(({ measures }) => measures["issued"])).to.deep.equal([0, 0, 0]);
    expect(records.map(({ measures }) => measures["supply"])).to.deep.equal([20, 40, 60]);
    expect(records.map(({ species }) => [species[0]!.births, species[0]!.deaths])).to.deep.equal([
      [2, 0],
      [2, 2],
      [2, 2],
    ]);
    expect(records.map(({ species }) => species[1]!.births)).to.deep.equal([1, 0, 0]);
    expect(records[0]!.firstBlock).to.equal(records[0]!.lastBlock - 2); // one block of births, two to live
    expect(records[1]!.firstBlock).to.equal(records[0]!.lastBlock + 1);
    expect(records[1]!.lastBlock).to.equal(records[1]!.firstBlock + 4); // exits, sweeps, births
    const { tokens, checks } = measurement.conservation;
    expect(checks).to.equal(3);
    expect(tokens.find(({ token }) => token === "ether")).to.deep.equal({ token: "ether", supply: "30", held: "30" });
  });

  it("let an abandoned stake keep earning and diluting, and an inherited one stay whole", async () => {
    const abandoned = await live(mayflies("abandon"));
    expect(abandoned.records.map(({ measures }) => measures["staked"])).to.deep.equal([18, 36, 54]);
    const first = (of: typeof abandoned): bigint[] => of.records.map(({ agents }) => BigInt(agents[0]!.fitness));
    const [alone, second, third] = first(abandoned) as [bigint, bigint, bigint];
    expect(second).to.equal(alone / 2n);
    expect(third).to.equal(alone / 3n);
    const bequeathed = await live(mayflies("bequeath"));
    expect(bequeathed.records.map(({ measures }) => measures["staked"])).to.deep.equal([18, 18, 18]);
    const toTenWei = (wei: bigint): bigint => (wei + 5n) / 10n; // the pool rounds each reading down
    expect(first(bequeathed).map(toTenWei)).to.deep.equal([alone, alone, alone].map(toTenWei));
    expect(bequeathed.records.map(({ agents }) => agents[0]!.birth)).to.deep.equal([0, 2, 4]);
  });

  /** Agents hand a coin around in the first generation, and one of them cheats in the second if the coin lets it. */
  const coins = (kind: "Coin" | "FeeCoin" | "RebasingCoin" | "GhostCoin") =>
    scenario("coins", {
      title: "A coin goes round",
      parameters: {},
      sizes: { generations: 2, blocks: 1 },
      deploy: ({ fromArtifact }) => ({ coin: fromArtifact(planted(kind), [ether(100)]) }),
      holdings: ({ c }) => [{ name: "coin", token: c.coin as never }],
    }).species("holder", {
      count: 2,
      genome: {},
      adaptation: fixed(),
      endow: kind === "FeeCoin" ? undefined : ({ c, self }) => [c.coin["transfer"]!(self, ether(1))],
      act: ({ c, tick, self }) =>
        tick.block === 0 ? [] : [c.coin["transfer"]!(self, kind === "FeeCoin" ? 0n : 1000n), c.coin["cheat"]!()],
    });

  it("balance for an honest coin, and not for one that rebases or mints in secret, from the block on in which it does", async () => {
    expect((await live(coins("Coin"))).records).to.have.length(2);
    for (const kind of ["RebasingCoin", "GhostCoin"] as const) {
      let finished = 0;
      const run = live(coins(kind), { options: { onGeneration: () => void finished++ } });
      const error = await refused("CONSERVATION", run);
      expect(error.fault.where, kind).to.include("coin");
      expect(finished, kind).to.equal(1);
    }
  });

  it("do not balance for a coin that takes fees for an account nobody knows", async () => {
    const coin = scenario("fees", {
      title: "A coin that takes fees",
      parameters: {},
      sizes: { generations: 2, blocks: 1 },
      deploy: ({ fromArtifact }) => ({ coin: fromArtifact(planted("FeeCoin"), [ether(100)]) }),
      holdings: ({ c }) => [{ name: "coin", token: c.coin as never }],
    }).species("holder", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      endow: ({ c, self }) => [c.coin["transfer"]!(self, 1000n)],
      act: () => [],
    });
    const error = await refused("CONSERVATION", live(coin));
    expect(error.fault.found).to.include("(-10)");
  });

  it("know contracts that other contracts made, once the scenario names them", async () => {
    const child = (named: boolean) =>
      scenario("child", {
        title: "A coin made by a mint",
        parameters: {},
        sizes: { generations: 1, blocks: 1 },
        deploy: ({ fromArtifact, at }) => {
          const mint = fromArtifact(planted("Mint"), [1000n]);
          const address = createAddress(addressBytes(mint.address), 1);
          return { mint, coin: named ? at("BenchToken", address) : undefined, address };
        },
        holdings: ({ c }) => (c.coin ? [{ name: "coin", token: c.coin }] : []),
        etherPrice: 1n,
      }).species("giver", {
        count: 1,
        genome: {},
        adaptation: fixed(),
        act: ({ c }) => [c.mint["give"]!(c.address, 10n)],
      });
    const { measurement } = await live(child(true));
    expect(measurement.conservation.tokens[0]).to.deep.equal({ token: "coin", supply: "1000", held: "1000" });
  });

  it("are not solvent when a contract promises more than it holds", async () => {
    const promises = scenario("promises", {
      title: "Promises",
      parameters: {},
      sizes: { generations: 1, blocks: 1 },
      deploy: ({ fromArtifact }) => ({ p: fromArtifact(planted("Promises"), []) }),
      solvency: ({ c }) => [
        { name: "promises", funded: c.p["none"]!(), paid: c.p["none"]!(), owed: c.p["owed"]!(), dust: 0n },
      ],
    }).species("asker", { count: 1, genome: {}, adaptation: fixed(), act: ({ c }) => [c.p["ask"]!()] });
    expect((await refused("SOLVENCY", live(promises))).message).to.include("promises");
  });
});
