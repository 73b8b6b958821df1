import assert from "node:assert/strict";
import { getContractAddress, type Hex } from "viem";
import { toHex } from "../../chain/codec/hex.ts";
import type { EngineChecks } from "./subject.ts";
import { account, codeOf, ETHER, hex } from "./bench.ts";

/** Restoring a state. */
export const snapshots: EngineChecks = {
  "is restored to the wei and the slot, as often as wanted": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    await bench.call(0, probe, "note", [1n]).mine();
    const root = toHex(await bench.chain.storageRoot(probe.address));
    const head = bench.chain.head;
    const id = await bench.chain.snapshot();
    const runs: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      bench.call(1, probe, "note", [2n]).call(2, probe, "pay", [], { value: ETHER }).pay(0, account(5), ETHER);
      runs.push(await bench.mine());
      assert.notEqual(toHex(await bench.chain.storageRoot(probe.address)), root);
      await bench.chain.restore(id);
      assert.equal(toHex(await bench.chain.storageRoot(probe.address)), root);
      assert.deepEqual(bench.chain.head, head);
      assert.deepEqual(await bench.balances(account(2), account(5)), [100n * ETHER, 100n * ETHER]);
    }
    assert.deepEqual(runs[1], runs[0]);
    assert.deepEqual(runs[2], runs[0]);
  },

  "nests, and restoring one forgets later ones": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    const outer = await bench.chain.snapshot();
    await bench.call(0, probe, "note", [1n]).mine();
    const inner = await bench.chain.snapshot();
    await bench.call(0, probe, "note", [2n]).mine();
    await bench.chain.restore(inner);
    assert.equal(await bench.view(probe, "last", [hex(0)]), 1n);
    await bench.chain.restore(outer);
    assert.equal(await bench.view(probe, "last", [hex(0)]), 0n);
    assert.equal(await codeOf(async () => bench.chain.restore(inner)), "UNKNOWN_SNAPSHOT");
    assert.equal(
      toHex((await bench.deploy("Probe")).address),
      getContractAddress({ from: hex(0) as Hex, nonce: 1n }).toLowerCase(),
    );
  },

  "forgets accounts opened and contracts deployed after it": async (start) => {
    const bench = await start(2);
    const id = await bench.chain.snapshot();
    const probe = await bench.deploy("Probe");
    await bench.chain.fundAccounts([{ address: account(5), balance: 1n }]);
    await bench.call(5, probe, "note", [1n]).mine();
    await bench.chain.restore(id);
    assert.deepEqual(await bench.balances(account(5)), [0n]);
    const again = await bench.deploy("Probe");
    assert.equal(await bench.view(again, "sequence"), 0n);
    await bench.chain.fundAccounts([{ address: account(5), balance: 2n }]);
    assert.deepEqual((await bench.call(5, again, "note", [1n]).mine()).outcomes, ["succeeded"]);
  },

  "sets a balance anew when an account is opened again": async (start) => {
    const bench = await start(2);
    await bench.pay(0, account(1), ETHER).mine();
    await bench.chain.fundAccounts([{ address: account(1), balance: 3n }]);
    assert.deepEqual(await bench.balances(account(0), account(1)), [99n * ETHER, 3n]);
  },
};
