import assert from "node:assert/strict";
import { toHex } from "../../chain/codec/hex.ts";
import type { EngineChecks } from "./subject.ts";
import { codeOf, COINBASE, GENESIS_TIME } from "./bench.ts";
import { eventsOf } from "./mined.ts";

/** The context of a block. */
export const blocks: EngineChecks = {
  "has the number, time, prevrandao, coinbase, base fee and gas limit it was given": async (start) => {
    const bench = await start(3, 77_000_000);
    const probe = await bench.deploy("Probe");
    bench.call(0, probe, "context");
    const context = { timestamp: GENESIS_TIME + 1000, prevrandao: new Uint8Array(32).fill(0xab), baseFee: 0n };
    const { number } = await bench.chain.mine(context, bench.calls);
    assert.equal(number, 2);
    assert.deepEqual(bench.chain.head, { number: 2, timestamp: GENESIS_TIME + 1000 });
    bench.calls.clear();
    const mined = await bench.call(0, probe, "context").mine({ baseFee: 11n });
    assert.deepEqual(eventsOf(mined, probe, "Context")[0], {
      call: 0,
      number: 3n,
      time: BigInt(GENESIS_TIME + 1012),
      prevrandao: BigInt("0x" + "03".repeat(32)),
      coinbase: toHex(COINBASE),
      baseFee: 11n,
      gasLimit: 77_000_000n,
    });
  },

  "keeps a base fee of zero after full blocks": async (start) => {
    const bench = await start(8, 6_000_000);
    const probe = await bench.deploy("Probe");
    for (let block = 0; block < 4; block++) {
      for (let i = 0; i < 8; i++) bench.call(i, probe, "expand", [16_000n], { gasLimit: 1_000_000 });
      const { outcomes } = await bench.mine();
      assert.ok(!outcomes.includes("rejected"));
      assert.ok(outcomes.filter((outcome) => outcome === "succeeded").length > 5);
    }
    const [context] = eventsOf(
      await bench.call(0, probe, "context", [], { gasLimit: 1_000_000 }).mine(),
      probe,
      "Context",
    );
    assert.equal(context!.baseFee, 0n);
  },

  "may be empty": async (start) => {
    const bench = await start(1);
    const { outcomes, logs, number } = await bench.mine();
    assert.deepEqual([outcomes, logs, number], [[], [], 1]);
  },

  "must be later than the one before": async (start) => {
    const bench = await start(1);
    const context = { timestamp: GENESIS_TIME, prevrandao: new Uint8Array(32) };
    assert.equal(await codeOf(async () => bench.chain.mine(context, bench.calls)), "BLOCK_TIME");
  },
};
