import { expect } from "chai";
import { type Address, ether, fixed, scenario } from "../../sim/index.ts";
import type { Call } from "../../sim/scenario/handles.ts";
import { live, refused } from "../fixtures/run.ts";

type When = "endow" | "onBirth" | "exit";

/** One agent of two accounts with ether, who makes a payment into the contest's ledger at a moment of its life. */
function paying(when: When, from: (accounts: readonly Address[]) => Address | undefined) {
  return scenario("paying", {
    title: "Calls that name their sender",
    parameters: {},
    sizes: { generations: 1, blocks: 1 },
    deploy: ({ contract }) => ({ six: contract("SixDecimals", [1000n]) }),
  }).species("owner", {
    count: 1,
    genome: {},
    accounts: () => 2,
    ether: ether(1),
    adaptation: fixed(),
    act: () => [],
    [when]: ({ c, accounts }: { c: { six: { approve(to: Address, amount: bigint): Call } }; accounts: Address[] }) => {
      const sender = from(accounts);
      return [c.six.approve(accounts[0]!, 5n).with(sender === undefined ? {} : { from: sender })];
    },
    positions: ({ c, accounts }) => ({
      first: c.six.allowance(accounts[0]!, accounts[0]!),
      second: c.six.allowance(accounts[1]!, accounts[0]!),
    }),
  });
}

describe("calls at a birth", function () {
  this.timeout(60_000);

  it("are sent by the account that they name, an endowment otherwise by the treasury", async () => {
    const worth = async (when: When, from: (accounts: readonly Address[]) => Address | undefined) =>
      (await live(paying(when, from), { engine: "fast" })).records[0]!.agents[0]!.wealth;
    expect(await worth("endow", () => undefined)).to.equal("0");
    expect(await worth("endow", (accounts) => accounts[1])).to.equal("5");
    expect(await worth("onBirth", (accounts) => accounts[1])).to.equal("5");
  });

  it("from somebody else's account are refused", async () => {
    const stranger = (): Address => `0x${"9".repeat(40)}`;
    for (const when of ["endow", "onBirth"] as const)
      await refused("POLICY_INVALID_RESULT", live(paying(when, stranger), { engine: "fast" }));
  });

  it("leave the exposure of agents unsummed, unless a population measure says that it looks at it", async () => {
    const looking = (exposure: boolean) =>
      paying("onBirth", () => undefined).measures((measure) => ({
        staked: measure.population({
          about: "exposure",
          unit: "tokens",
          exposure,
          value: (p) => p.agents("owner")[0]!.exposure,
        }),
      }));
    const { measurement } = await live(looking(true), { engine: "fast", blocks: 3 });
    expect(measurement.measures.staked).to.equal(3 * 5e-18);
    await refused("MEASURE_EXPOSURE", live(looking(false), { engine: "fast" }));
  });
});
