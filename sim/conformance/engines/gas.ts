import assert from "node:assert/strict";
import type { EngineChecks } from "./subject.ts";
import { account, COINBASE, ETHER, within } from "./bench.ts";

/** What calls cost, and who is paid. */
export const gas: EngineChecks = {
  "is at least intrinsic and at most the limit": async (start, { exactGas }) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    bench.pay(0, account(1), 1n, { gasLimit: 21_000 }).call(1, probe, "note", [1n]).call(2, probe, "refuse", [1n]);
    const { gas } = await bench.mine();
    for (const used of gas) within(used, 21_000, 10_000_000);
    if (exactGas) assert.equal(gas[0], 21_000);
  },

  "counts calldata byte by byte": async (start, { exactGas }) => {
    const bench = await start();
    bench.calls.add(account(0), account(1), Uint8Array.of(1, 0, 2, 0, 0));
    const [used] = (await bench.mine()).gas;
    // The floor of EIP-7623: more than 2 * 16 + 3 * 4.
    if (exactGas) assert.equal(used, 21_000 + 10 * (2 * 4 + 3));
    else within(used, 21_044, 30_000);
  },

  "below what the call needs reverts it, with no return data": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    const { outcomes, returns, gas } = await bench.call(0, probe, "expand", [10_000n], { gasLimit: 100_000 }).mine();
    assert.deepEqual(outcomes, ["reverted"]);
    assert.deepEqual(returns, ["0x"]);
    assert.deepEqual(gas, [100_000]);
  },

  "is paid to the coinbase as far as it is a tip, and burned as far as it is the base fee": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    bench.call(0, probe, "note", [1n], { tip: 3 }).call(1, probe, "note", [1n]);
    const { gas, outcomes } = await bench.mine({ baseFee: 1_000_000_007n });
    assert.deepEqual(outcomes, ["succeeded", "succeeded"]);
    const [first, second, coinbase] = await bench.balances(account(0), account(1), COINBASE);
    assert.equal(100n * ETHER - first!, BigInt(gas[0]!) * 1_000_000_010n);
    assert.equal(100n * ETHER - second!, BigInt(gas[1]!) * 1_000_000_007n);
    assert.equal(coinbase, 3n * BigInt(gas[0]!));
  },
};
