import assert from "node:assert/strict";
import type { EngineChecks } from "./subject.ts";
import { account, ETHER } from "./bench.ts";

/** Calls that never start. */
export const rejection: EngineChecks = {
  "when its value is more than the sender has left of what it had before the block": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    bench
      .pay(0, account(1), 60n * ETHER)
      .pay(0, account(2), 41n * ETHER)
      .pay(0, account(3), 40n * ETHER);
    bench.pay(1, account(2), 101n * ETHER).call(1, probe, "note", [1n]);
    const { outcomes, gas } = await bench.mine();
    assert.deepEqual(outcomes, ["succeeded", "rejected", "succeeded", "rejected", "succeeded"]);
    assert.equal(gas[1], 0);
    assert.deepEqual(await bench.balances(account(0), account(1)), [0n, 160n * ETHER]);
  },

  "when it could not pay all the gas of its limit at its price": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    await bench.chain.fundAccounts([{ address: account(1), balance: 10n ** 9n * 1_000_000n - 1n }]);
    bench.call(1, probe, "note", [1n], { gasLimit: 1_000_000 });
    bench.call(1, probe, "note", [2n], { gasLimit: 900_000 });
    bench.call(1, probe, "note", [3n], { gasLimit: 100_000 });
    const { outcomes } = await bench.mine({ baseFee: 10n ** 9n });
    assert.deepEqual(outcomes, ["rejected", "succeeded", "rejected"]);
  },

  "when its gas limit does not cover the gas it costs before it starts": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    bench.pay(0, account(1), 1n, { gasLimit: 20_999 }).call(0, probe, "note", [255n], { gasLimit: 21_509 });
    bench.call(0, probe, "note", [255n], { gasLimit: 21_510 }); // 21,000 + 10 * (5 * 4 + 31): EIP-7623
    assert.deepEqual((await bench.mine()).outcomes, ["rejected", "rejected", "reverted"]);
  },
};
