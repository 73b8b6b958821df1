import { expect } from "chai";
import { ENGINES } from "../../sim/chain/chain.ts";
import { type Address, ONE, contractAt, ether, fixed, read, scenario, units } from "../../sim/index.ts";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import type { Abi } from "abitype";
import { live, refused } from "../fixtures/run.ts";

const usdc = units(6);

describe("holdings", function () {
  this.timeout(60_000);

  /** Two savers with 100 tokens of 6 decimals, one of whom saves half; somebody gives the vault 25 more. */
  const saving = scenario("saving", {
    title: "A share price without a lens",
    parameters: {},
    sizes: { generations: 2, blocks: 2 },
    deploy: ({ contract, actor }) => {
      const six = contract("SixDecimals", [usdc(1000)]);
      return { six, vault: contract("SixVault", [six.address]), giver: actor("giver") };
    },
    setup: ({ c }) => [c.six.transfer(c.giver, usdc(100))],
    holdings: ({ c }) => [{ name: "six", token: c.six, decimals: 6, price: 2n * ONE }],
  })
    .actor("giver", { act: ({ c, tick }) => (tick.block === 1 ? [c.six.transfer(c.vault.address, usdc(25))] : []) })
    .species("saver", {
      count: 2,
      genome: {},
      adaptation: fixed(),
      endow: ({ c, self }) => [c.six.transfer(self, usdc(100))],
      onBirth: ({ c }) => [c.six.approve(c.vault.address, usdc(100))],
      act: ({ c, self, slot, tick }) => (tick.block === 0 && slot === 0 ? [c.vault["deposit"](usdc(50), self)] : []),
      *worth({ c, self }) {
        const shares = yield* read(c.vault.balanceOf(self));
        if (shares === 0n) return 0n;
        return { shares: { amount: yield* read(c.vault.convertToAssets(shares)), of: "six" } };
      },
    });

  it("of 6 decimals and a worth by generator are valued to the unit, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(saving, { engine })));
    const [{ records, measurement }] = lived as [(typeof lived)[0]];
    const parts = (generation: number): (readonly [string, string])[] =>
      records[generation]!.agents.map(({ parts }) => [parts.balances, parts.positions] as const);
    // 50 tokens moved into the vault and became 75 less a rounding of its virtual share; a token is worth two.
    expect(parts(0)).to.deep.equal([
      [String(-ether(100)), String(2n * 74_999_999n * 10n ** 12n)],
      ["0", "0"],
    ]);
    expect(parts(1)).to.deep.equal([
      ["0", "0"],
      ["0", "0"],
    ]);
    const [six] = measurement.conservation.tokens;
    expect(six).to.deep.equal({ token: "six", decimals: 6, supply: "1000000000", held: "1000000000" });
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });

  it("may be of an ABI that the compiler does not know", async () => {
    const { abi, bytecode } = readArtifact("SixDecimals") as { abi: Abi; bytecode: string };
    const foreign = scenario("foreign", {
      title: "",
      parameters: {},
      sizes: { generations: 1, blocks: 1 },
      deploy: ({ fromArtifact, at }) => {
        const six = fromArtifact({ abi, bytecode }, [usdc(10)]);
        return { six, alias: at(abi, six.address) };
      },
      holdings: ({ c }) => [{ name: "six", token: c.six, decimals: 6 }],
    }).species("idler", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      endow: ({ c, self }) => [c.alias["transfer"]!(self, usdc(4))],
      act: () => [],
    });
    const { records, measurement } = await live(foreign);
    expect(records[0]!.agents[0]!.wealth).to.equal(String(ether(4)));
    expect(measurement.conservation.tokens[0]!.held).to.equal("10000000");
  });

  it("that are no tokens, or of nonsensical decimals, are refused", async () => {
    const held = (decimals: number | undefined, name: "Price" | "SixDecimals") =>
      scenario("held", {
        title: "",
        parameters: {},
        sizes: { generations: 1, blocks: 1 },
        deploy: ({ fromArtifact }) => ({
          token: fromArtifact(readArtifact(name), name === "SixDecimals" ? [1n] : []),
        }),
        holdings: ({ c }) => [{ name: "token", token: c.token, ...(decimals !== undefined && { decimals }) }],
      }).species("idler", { count: 1, genome: {}, adaptation: fixed(), act: () => [] });
    const { fault } = await refused("SCENARIO_RESULT", live(held(undefined, "Price")));
    expect(fault.where).to.contain("token.balanceOf");
    const decimals = await refused("SCENARIO_RESULT", live(held(1.5, "SixDecimals")));
    expect(decimals.fault.expected).to.contain("decimals");
  });

  it("have a worth that is refused unless it is an amount, and that ends", async () => {
    const worthy = (worth: () => unknown) =>
      live(
        scenario("worthy", {
          title: "",
          parameters: {},
          sizes: { generations: 1, blocks: 1 },
          deploy: ({ contract }) => ({ price: contract("Price", []) }),
        }).species("idler", { count: 1, genome: {}, adaptation: fixed(), act: () => [], worth: worth as never }),
      );
    await refused(
      "POLICY_INVALID_RESULT",
      worthy(() => 1n),
    );
    await refused(
      "POLICY_INVALID_RESULT",
      worthy(function* () {
        return 1;
      }),
    );
    await refused(
      "POLICY_INVALID_RESULT",
      worthy(function* () {
        yield 5;
        return 1n;
      }),
    );
    await refused(
      "POSITION_TOKEN",
      worthy(function* () {
        return { a: { amount: 1n, of: "nothing" } };
      }),
    );
  });
});

describe("units", () => {
  it("of a token's decimals make and read amounts", () => {
    expect(usdc("1.5")).to.equal(1_500_000n);
    expect(usdc(0.0000019)).to.equal(1n); // what is below the smallest unit is cut off
    expect(usdc("-2")).to.equal(-2_000_000n);
    expect(usdc.one).to.equal(1_000_000n);
    expect(usdc.toNumber(1_500_000n)).to.equal(1.5);
    expect(units(0)(7)).to.equal(7n);
    expect(units(ether("1.5"))).to.equal(1.5);
    expect(() => units(1.5)).to.throw("UNIT_AMOUNT");
    expect(() => usdc("many")).to.throw("UNIT_AMOUNT");
  });
});

describe("contractAt", function () {
  this.timeout(60_000);

  const cloning = scenario("cloning", {
    title: "A vault a user, whose address the user learns",
    parameters: {},
    sizes: { generations: 2, blocks: 3 },
    deploy: ({ contract }) => ({
      factory: contract("UserVaultFactory", [contract("UserVault", []).address]),
    }),
  }).species("user", {
    count: 3,
    genome: {},
    adaptation: fixed(),
    onBirth: ({ c, slot }) => [slot === 0 ? c.factory.makeNew() : c.factory.make()],
    *act({ c, accounts, self, slot, tick }) {
      const vault = yield* read(c.factory.vaultOf(self));
      if (slot === 2) return [contractAt("UserVault", yield* read(c.factory.IMPLEMENTATION())).work(1n)];
      const abi = [
        {
          type: "function",
          name: "work",
          stateMutability: "nonpayable",
          inputs: [{ name: "", type: "uint256" }],
          outputs: [],
        },
      ] as const;
      void accounts;
      const work = tick.block % 2 === 0 ? contractAt("UserVault", vault).work(2n) : contractAt(abi, vault).work(2n);
      return { calls: [work], utility: BigInt(tick.blocks * 100 + tick.generations) };
    },
    *worth({ c, self }) {
      const vault = yield* read(c.factory.vaultOf(self));
      return yield* read(contractAt("UserVault", vault).points());
    },
  });

  it("lets policies and worths reach a contract whose address they learnt, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(cloning, { engine })));
    const [{ records }] = lived as [(typeof lived)[0]];
    expect(records[1]!.agents.map(({ parts }) => parts.positions)).to.deep.equal(["6", "6", "0"]);
    // Three blocks a generation, two generations: policies know both.
    expect(records[1]!.agents[0]!.parts.utility).to.equal(String(3 * 302));
    expect(
      records[0]!
        .functionOutcomes!.filter(({ when }) => when === "block")
        .map((row) => [row.function, row.succeeded, row.reasons.map(({ reason, count }) => [reason, count])]),
    ).to.deep.equal([
      ["UserVault.work", 4, [["NotOwner", 3]]],
      ["contractAt.work", 2, []],
    ]);
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });
});

describe("conservation", function () {
  this.timeout(60_000);

  /** A token in a vault a user, and some of it burnt. */
  const vaults = (more: { readonly burnAddresses?: readonly Address[] }, burnt: bigint) =>
    scenario("vaults", {
      title: "Stake that lies in a clone a user",
      parameters: {},
      sizes: { generations: 2, blocks: 2 },
      ...more,
      deploy: ({ contract }) => ({
        six: contract("SixDecimals", [usdc(1000)]),
        factory: contract("UserVaultFactory", [contract("UserVault", []).address]),
      }),
      holdings: ({ c }) => [{ name: "six", token: c.six, decimals: 6 }],
    }).species("user", {
      count: 3,
      genome: {},
      adaptation: fixed(),
      endow: ({ c, self }) => [c.six.transfer(self, usdc(100))],
      onBirth: ({ c, slot }) => [slot === 0 ? c.factory.makeNew() : c.factory.make()],
      *act({ c, self, slot }) {
        const vault = yield* read(c.factory.vaultOf(self));
        const calls = [c.six.transfer(vault, usdc(1)), c.factory.makeInVain(), c.factory.makeShortLived()];
        return burnt > 0n && slot === 0 ? [...calls, c.six.burn(burnt)] : calls;
      },
    });

  it("counts contracts that contracts have created, by CREATE and CREATE2, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(vaults({}, 0n), { engine })));
    for (const { measurement } of lived) expect(measurement.conservation.tokens[0]!.held).to.equal("1000000000");
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });

  it("names who holds the rest and what to write, and counts burn addresses that are declared", async () => {
    const grave = "0x000000000000000000000000000000000000dEaD";
    const { fault } = await refused("CONSERVATION", live(vaults({}, 5n), { engine: "fast" }));
    expect(fault.found).to.contain(`(-10); ${grave.toLowerCase()} holds 10`);
    expect(fault.remedy).to.contain("burnAddresses");
    const { measurement } = await live(vaults({ burnAddresses: [grave] }, 5n), { engine: "fast" });
    expect(measurement.conservation.tokens[0]).to.include({ held: "1000000000", supply: "1000000000" });
    await refused("SCENARIO_FIELD", live(vaults({ burnAddresses: ["0xdead"] }, 5n)));
  });
});
