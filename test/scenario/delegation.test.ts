import { expect } from "chai";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINES, type Chain } from "../../sim/chain/chain.ts";
import { openReplayed, type ReplayedChain } from "../../sim/chain/replay/replayed-chain.ts";
import {
  type Address,
  callData,
  contractAt,
  evolve,
  fixed,
  gaussian,
  MAX,
  read,
  real,
  scenario,
  tournament,
  units,
} from "../../sim/index.ts";
import { openChain } from "../../sim/chain/open.ts";
import { codeOf } from "../chain/support.ts";
import { live, refused } from "../fixtures/run.ts";

const usdc = units(6);

/** Savers approve and deposit in one call of their own account; a sponsor sends another deposit of theirs for them. */
function sponsored(life: "continuous" | "episodic" = "continuous", delegate?: () => `0x${string}`) {
  return scenario("sponsored", {
    title: "Accounts that are wallets",
    parameters: {},
    sizes: { generations: 3, blocks: 3 },
    life,
    deploy: ({ contract, actor }) => {
      const six = contract("SixDecimals", [usdc(10_000)]);
      const vault = contract("SixVault", [six.address]);
      return {
        six,
        vault,
        wallet: contract("BatchWallet", []),
        desk: contract("SponsorDesk", []),
        sponsor: actor("sponsor"),
      };
    },
    holdings: ({ c }) => [{ name: "usdc", token: c.six, decimals: 6 }],
  })
    .actor("sponsor", {
      *act({ c }) {
        const members = yield* read(c.desk.members());
        const deposit = (owner: Address) => callData(c.vault.deposit(usdc(1), owner));
        return members.map((owner) => contractAt("BatchWallet", owner).execute([deposit(owner)]));
      },
    })
    .species("saver", {
      count: 4,
      genome: { share: real(0.1, 1) },
      adaptation: evolve({ select: tournament(2), mutate: gaussian(0.1) }),
      delegate: delegate ?? (({ c }) => c.wallet.address),
      endow: ({ c, self }) => [c.six.transfer(self, usdc(100))],
      // The first saver trusts nobody, so its sponsor is refused.
      onBirth: ({ c, self, slot }) => [
        c.desk.join(),
        ...(slot === 0 ? [] : [contractAt("BatchWallet", self).trust(c.sponsor)]),
      ],
      act: ({ c, self, genome, tick }) =>
        tick.block % tick.blocks > 0
          ? []
          : [
              contractAt("BatchWallet", self).execute([
                callData(c.six.approve(c.vault.address, MAX)),
                callData(c.vault.deposit(usdc(10 * genome.share), self)),
              ]),
            ],
      positions: ({ c, self }) => ({ shares: { view: c.vault.balanceOf(self), of: "usdc" } }),
      exit: ({ c, self }) => [c.vault.redeem(1n, self, self)],
    });
}

describe("an account that is delegated to a contract (EIP-7702)", function () {
  this.timeout(120_000);

  it("makes several calls at once, and others send calls for it where it trusts them, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(sponsored(), { engine })));
    expect(new Set(lived.map(({ measurement }) => measurement.eventLogHash)).size).to.equal(1);
    const [{ records }] = lived as [(typeof lived)[0]];
    const rows = records[0]!.functionOutcomes!.filter(({ when }) => when === "block");
    const of = (caller: string) => rows.find((row) => row.caller === caller)!;
    expect(of("saver")).to.include({ function: "BatchWallet.execute", succeeded: 4, reverted: 0 });
    // In each of three blocks for three of four: in the first they have approved nothing yet, because actors come first.
    expect(of("actor sponsor")).to.include({ function: "BatchWallet.execute", succeeded: 2 * 3 });
    expect(of("actor sponsor").reasons.map(({ reason, count }) => [reason, count])).to.deep.equal([
      ["ERC20InsufficientAllowance", 3],
      ["NotAllowed", 3],
    ]);
    let chain: Chain | undefined;
    const options = { openChain: async (...args: Parameters<typeof openChain>) => (chain = await openChain(...args)) };
    await live(sponsored(), { engine: "batched", generations: 1, options });
    expect(chain!.fallbacks.map(({ reason, contract }) => [reason, contract])).to.deep.equal([
      ["DELEGATION", "BatchWallet"],
    ]);
  });

  it("is one again after each episode, and in a run that is gone on with", async () => {
    const [fast, slow] = await Promise.all([
      live(sponsored("episodic"), { engine: "fast" }),
      live(sponsored("episodic"), { engine: "batched" }),
    ]);
    expect(slow.measurement.eventLogHash).to.equal(fast.measurement.eventLogHash);
    for (const life of ["continuous", "episodic"] as const) {
      const whole = await live(sponsored(life), { engine: "fast" });
      const first = await live(sponsored(life), { engine: "fast", stopAfter: 1 });
      const second = await live(sponsored(life), {
        engine: "fast",
        options: { resume: first.history.resumable() },
      });
      expect(second.measurement.eventLogHash).to.equal(whole.measurement.eventLogHash);
    }
  });

  it("is compared by the cross-check, code included", async () => {
    let chain: ReplayedChain | undefined;
    const traces = mkdtempSync(join(tmpdir(), "delegation-"));
    const { measurement } = await live(sponsored(), {
      engine: "fast",
      options: {
        openChain: async (_engine, options) =>
          (chain = await openReplayed(options, { seed: "7", replay: "all", blocks: 3, generations: 3, traces })),
        replay: (async () => void (await chain!.settle())) as never,
      },
    });
    expect(measurement.generations).to.equal(3);
  });

  it("is refused on a chain before prague, and where it is delegated to no contract", async () => {
    const error = await refused("HARDFORK_TOO_OLD", live(sponsored(), { hardfork: "cancun" }));
    expect(error.message).to.include("species saver").and.to.include("EIP-7702");
    await refused(
      "POLICY_INVALID_RESULT",
      live(
        sponsored("continuous", () => "0x12"),
        { engine: "fast" },
      ),
    );
    await refused(
      "POLICY_INVALID_RESULT",
      live(
        sponsored("continuous", () => `0x${"0".repeat(40)}`),
        { engine: "fast" },
      ),
    );
  });

  it("may not create contracts in its own name where it sends calls: the same fault on every engine", async () => {
    const creating = scenario("creating", {
      title: "",
      parameters: {},
      sizes: { generations: 1, blocks: 1 },
      deploy: ({ contract }) => ({ factory: contract("UserVaultFactory", [contract("UserVault", []).address]) }),
    }).species("maker", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      delegate: ({ c }) => c.factory.address,
      act: ({ self }) => [contractAt("UserVaultFactory", self).makeNew()],
    });
    for (const engine of ENGINES) expect(await codeOf(live(creating, { engine })), engine).to.equal("DELEGATE_CREATES");
  });
});
