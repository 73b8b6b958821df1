import assert from "node:assert/strict";
import { ViewBatch } from "../../chain/batch.ts";
import { READER_ADDRESS } from "../../chain/chain.ts";
import { toHex } from "../../chain/codec/hex.ts";
import type { EngineChecks } from "./subject.ts";
import { account, COINBASE, ETHER, GENESIS_TIME, hex } from "./bench.ts";
import { errorOf } from "./mined.ts";

/** Reads at the head. */
export const views: EngineChecks = {
  "are answered in order at the head, reverts and balances among them": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    await bench.call(2, probe, "note", [5n]).mine();
    const answers = await bench.views([
      [probe, "last", [hex(2)]],
      [probe, "refuseView", [3n]],
      [probe, "last", [hex(3)]],
      [probe, "bytesOf", [100n]],
      [probe, "caller", []],
    ]);
    assert.deepEqual(
      answers.map(({ ok }) => ok),
      [true, false, true, true, true],
    );
    assert.equal(BigInt(toHex(answers[0]!.data)), 5n);
    assert.equal(errorOf(probe, toHex(answers[1]!.data)).name, "Refused");
    assert.equal(answers[3]!.data.length, 64 + 128);
    assert.equal(toHex(answers[4]!.data.subarray(12)), toHex(READER_ADDRESS));
    assert.deepEqual(await bench.balances(account(2), account(99)), [100n * ETHER, 0n]);
  },

  "are answered in the context of the head": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    await bench.mine();
    assert.deepEqual(await bench.view(probe, "contextView"), [
      2n,
      BigInt(GENESIS_TIME + 24),
      BigInt("0x" + "02".repeat(32)),
      0n,
      toHex(COINBASE),
    ]);
  },

  "are those that the batch holds now, though it was asked before": async (start) => {
    const bench = await start();
    const batch = new ViewBatch();
    const asked = async (): Promise<bigint[]> => {
      const { count, data } = await bench.chain.view(batch);
      return Array.from({ length: count }, (_, i) => BigInt(toHex(data.subarray(32 * i, 32 * i + 32))));
    };
    batch.addBalance(account(2));
    assert.deepEqual(await asked(), [100n * ETHER]);
    batch.addBalance(account(99));
    assert.deepEqual(await asked(), [100n * ETHER, 0n]);
    batch.drop();
    assert.deepEqual(await asked(), [100n * ETHER]);
    batch.clear();
    batch.addBalance(account(99));
    assert.deepEqual(await asked(), [0n]);
  },

  "cannot change anything": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    assert.equal((await bench.views([[probe, "note", [1n]]]))[0]!.ok, false);
    assert.equal(await bench.view(probe, "sequence"), 0n);
  },

  "may together cost more than a block, or any call, may": async (start) => {
    const bench = await start(1, 2_000_000);
    const probe = await bench.deploy("Probe");
    const cheap = [probe, "expandView", [1n]] as const;
    const dear = [probe, "expandView", [85_000n]] as const; // about 14 million gas
    const endless = [probe, "expandView", [2n ** 128n]] as const;
    const answers = await bench.views([cheap, dear, endless, ...new Array(6).fill(dear), cheap]);
    assert.deepEqual(
      answers.map(({ ok }) => ok),
      [true, true, false, true, true, true, true, true, true, true],
    );
    assert.deepEqual(answers[9], answers[0]);
  },

  "may be none": async (start) => {
    const bench = await start(1);
    assert.equal((await bench.views([])).length, 0);
  },
};
