import assert from "node:assert/strict";
import { getAddress } from "viem";
import { ViewBatch } from "../../chain/batch.ts";
import { toHex } from "../../chain/codec/hex.ts";
import { MAX_TRANSACTION_GAS } from "../../evm/limits.ts";
import type { EngineChecks } from "./subject.ts";
import { account, codeOf, ETHER, hex, next } from "./bench.ts";
import { errorOf, eventsOf } from "./mined.ts";

/** Calls of a block: order, outcomes, logs, value. */
export const calls: EngineChecks = {
  "are executed in their order, each as its own sender, with logs that name their call": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    const senders = [3, 1, 4, 1, 5, 2, 6];
    senders.forEach((sender, i) => bench.call(sender, probe, "note", [BigInt(i)]));
    const mined = await bench.mine();
    assert.deepEqual(
      mined.outcomes,
      senders.map(() => "succeeded"),
    );
    assert.deepEqual(
      eventsOf(mined, probe, "Noted"),
      senders.map((sender, i) => ({ call: i, sender: hex(sender), sequence: BigInt(i), value: BigInt(i) })),
    );
  },

  "that revert undo only themselves, and give their return data": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    bench.call(0, probe, "note", [1n]).call(1, probe, "refuse", [7n]).call(2, probe, "divide", [0n]);
    const mined = await bench.call(3, probe, "note", [2n]).mine();
    assert.deepEqual(mined.outcomes, ["succeeded", "reverted", "reverted", "succeeded"]);
    assert.deepEqual(errorOf(probe, mined.returns[1]!), {
      name: "Refused",
      args: [getAddress(hex(1)), 7n],
    });
    assert.deepEqual(errorOf(probe, mined.returns[2]!), { name: "Panic", args: [0x12n] });
    assert.equal(mined.returns[0], "0x");
    assert.deepEqual(
      eventsOf(mined, probe, "Noted").map(({ call }) => call),
      [0, 3],
    );
    assert.equal(await bench.view(probe, "sequence"), 2n);
    assert.equal(await bench.view(probe, "last", [hex(1)]), 0n);
  },

  "give the return data of success when asked": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    const mined = await bench.call(0, probe, "note", [21n]).call(1, probe, "bytesOf", [40n]).mine({ returnData: true });
    assert.equal(probe.f.note!.decode(Buffer.from(mined.returns[0]!.slice(2), "hex"), 0, 32), 42n);
    assert.equal(mined.returns[1]!.length, 2 + 2 * 128);
  },

  "find the protocol's own contract of beacon roots, whose storage is empty": async (start) => {
    const bench = await start();
    const code = "f57acd40259872606d76197ef052f3d35588dadf919ee1f0e3cb9b62d3f4b02c";
    const at = "000f3df6d732807ef1319fb7b8bb8522d0beac02";
    // Deploys when the hash of the code is this.
    const initcode = Buffer.from(`7f${code}73${at}3f14603e575f5ffd5b5f5ff3`, "hex");
    await bench.chain.deploy({ sender: account(0), initcode }, next(bench.chain));
    const batch = new ViewBatch();
    const time = bench.chain.head.timestamp;
    batch.begin(Buffer.from(at, "hex"));
    batch.body.append(Buffer.from(time.toString(16).padStart(64, "0"), "hex"));
    batch.end();
    const { ok } = await bench.chain.view(batch);
    assert.equal(ok[0], 0);
    const empty = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
    assert.equal(toHex(await bench.chain.storageRoot(Buffer.from(at, "hex"))), empty);
  },

  "keep logs of every shape": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    const data = "0x" + "5a".repeat(77);
    const { logs } = await bench.call(0, probe, "logs", [data]).call(1, probe, "logs", ["0x"]).mine();
    const topics = [1n, 2n, 3n, 2n ** 256n - 1n].map((n) => "0x" + n.toString(16).padStart(64, "0"));
    const address = toHex(probe.address);
    assert.deepEqual(logs, [
      { call: 0, address, topics: [], data: "0x" },
      { call: 0, address, topics: [], data },
      { call: 0, address, topics, data },
      { call: 1, address, topics: [], data: "0x" },
      { call: 1, address, topics: [], data: "0x" },
      { call: 1, address, topics, data: "0x" },
    ]);
  },

  "carry value, to contracts and to accounts, and the balance seen inside is the one left": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    bench.call(0, probe, "pay", [], { value: 5n });
    bench.pay(1, probe.address, 6n).pay(2, account(3), 2n ** 66n, { gasLimit: 21_000 });
    bench.call(3, probe, "send", [hex(4), 4n]).call(3, probe, "send", [hex(4), 1000n]);
    bench.call(4, probe, "note", [1n], { value: 1n });
    const mined = await bench.mine();
    assert.deepEqual(mined.outcomes, [...new Array(5).fill("succeeded"), "reverted"]);
    assert.deepEqual(
      eventsOf(mined, probe, "Paid").map(({ value, balance }) => [value, balance]),
      [
        [5n, 5n],
        [6n, 11n],
        [4n, 7n],
        [0n, 7n],
      ],
    );
    const accounts = [0, 1, 2, 3, 4].map(account);
    assert.deepEqual(await bench.balances(...accounts, probe.address), [
      100n * ETHER - 5n,
      100n * ETHER - 6n,
      100n * ETHER - 2n ** 66n,
      100n * ETHER + 2n ** 66n,
      100n * ETHER + 4n,
      7n,
    ]);
  },

  "may be many of one sender in a block": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    for (let i = 0; i < 40; i++) bench.call(i % 10 === 9 ? 2 : 1, probe, i % 7 === 6 ? "refuse" : "note", [BigInt(i)]);
    const mined = await bench.mine();
    assert.deepEqual(
      mined.outcomes,
      Array.from({ length: 40 }, (_, i) => (i % 7 === 6 ? "reverted" : "succeeded")),
    );
    assert.equal(await bench.view(probe, "sequence"), 35n);
  },

  "may be hundreds, some of which never run": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    const expected: string[] = [];
    for (let i = 0; i < 300; i++) {
      const rejected = i % 50 === 0 || i === 299;
      bench.call(i % 8, probe, "note", [BigInt(i)], { value: rejected ? 1000n * ETHER : 0n });
      expected.push(rejected ? "rejected" : "succeeded");
    }
    const mined = await bench.mine();
    assert.deepEqual(mined.outcomes, expected);
    assert.equal(
      eventsOf(mined, probe, "Noted").every(({ call, value }) => value === BigInt(call)),
      true,
    );
    assert.equal(mined.logs.length, 293);
  },

  "may together pass the cap on a transaction, and one may alone before osaka": async (start) => {
    const bench = await start(25, 6_000_000_000, "prague");
    const probe = await bench.deploy("Probe");
    for (let i = 0; i < 25; i++) bench.call(i, probe, "expand", [18_000n], { gasLimit: MAX_TRANSACTION_GAS });
    const { outcomes, gas } = await bench.call(0, probe, "expand", [95_000n], { gasLimit: 1_200_000_000 }).mine();
    assert.deepEqual(outcomes, new Array(26).fill("succeeded"));
    assert.ok(gas.slice(0, 25).reduce((sum, used) => sum + used) > MAX_TRANSACTION_GAS);
    assert.ok(gas[25]! > MAX_TRANSACTION_GAS);
  },

  "to an account without code succeed and do nothing": async (start) => {
    const bench = await start();
    bench.calls.add(account(0), account(1), Uint8Array.of(1, 2, 3, 4));
    const { outcomes, logs } = await bench.mine();
    assert.deepEqual(outcomes, ["succeeded"]);
    assert.equal(logs.length, 0);
  },

  "of an account that was never opened are a fault": async (start) => {
    const bench = await start(2);
    const probe = await bench.deploy("Probe");
    assert.equal(await codeOf(bench.call(5, probe, "note", [1n]).mine()), "UNKNOWN_SENDER");
  },

  "may call on, contract by contract": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    const mined = await bench.call(0, probe, "dive", [20n], { gasLimit: 3_000_000 }).mine({ returnData: true });
    assert.equal(BigInt(mined.returns[0]!), 20n);
  },
};
