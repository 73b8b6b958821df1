import { expect } from "chai";
import { HISTORY_ADDRESS } from "../../sim/evm/host/system-contracts.ts";
import { READER_ADDRESS } from "../../sim/chain/chain.ts";
import { ether, fixed, scenario, type Address } from "../../sim/index.ts";
import { createAddress, roleAddress } from "../../sim/scenario/addresses.ts";
import { addressText } from "../../sim/scenario/handles.ts";
import { live, refused } from "../fixtures/run.ts";

/** An actor at an address, beside a contract that the treasury deploys. */
const acting = (at: Address) =>
  scenario("acting-contract", {
    title: "An actor where a contract stands",
    parameters: {},
    sizes: { generations: 1, blocks: 1 },
    deploy: ({ contract }) => ({ token: contract("StakeToken", ["Token", "TKN"]) }),
  })
    .actor("contract", { at, ether: ether(1), act: ({ c, self }) => [c.token.approve(self, 1n)] })
    .species("idle", { count: 1, genome: {}, adaptation: fixed(), act: () => [] });

describe("an actor at an address", function () {
  this.timeout(60_000);

  it("is refused where a contract stands or will stand, on every engine", async () => {
    const planned = createAddress(roleAddress("7", "treasury"), 0);
    for (const [at, where] of [
      [planned, "actor contract"],
      [addressText(HISTORY_ADDRESS), addressText(HISTORY_ADDRESS)],
      [addressText(READER_ADDRESS), addressText(READER_ADDRESS)],
    ] as const)
      for (const engine of ["fast", "transactions", "batched"] as const) {
        const { fault } = await refused("ACCOUNT_HAS_CODE", live(acting(at), { engine }));
        expect(fault.where, engine).to.equal(where);
      }
  });

  it("acts alike on every engine where none stands", async () => {
    const hashes = new Set<string>();
    for (const engine of ["fast", "transactions", "batched"] as const) {
      const { measurement, records } = await live(acting(`0x${"77".repeat(20)}`), { engine });
      expect(records[0]!.outcomes.succeeded).to.be.greaterThan(0);
      hashes.add(measurement.eventLogHash);
    }
    expect([...hashes]).to.have.length(1);
  });
});
