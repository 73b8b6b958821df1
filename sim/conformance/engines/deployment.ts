import assert from "node:assert/strict";
import { getContractAddress, type Hex } from "viem";
import { toHex } from "../../chain/codec/hex.ts";
import type { EngineChecks } from "./subject.ts";
import { account, ETHER, hex } from "./bench.ts";
import { eventsOf } from "./mined.ts";

/** Where contracts are put, and what a failed one says. */
export const deployment: EngineChecks = {
  "puts a contract where its sender's nonce says, counting the sender's calls": async (start) => {
    const bench = await start();
    const probe = await bench.deploy("Probe");
    bench
      .call(0, probe, "note", [1n])
      .call(0, probe, "refuse", [1n])
      .pay(0, account(1), 1000n * ETHER);
    await bench.mine();
    const second = await bench.deploy("Probe");
    const addressAt = (nonce: bigint) => getContractAddress({ from: hex(0) as Hex, nonce }).toLowerCase();
    assert.equal(toHex(probe.address), addressAt(0n));
    assert.equal(toHex(second.address), addressAt(3n));
  },

  "that reverts is an error that says why": async (start) => {
    const bench = await start();
    const error = await bench.deploy("Stillborn", [5n]).catch((thrown: Error) => thrown);
    assert.equal((error as { readonly code?: string }).code, "DEPLOY_REVERTED");
    assert.ok(String((error as Error).message).includes("Stillborn"));
    assert.deepEqual((await bench.call(0, await bench.deploy("Probe"), "note", [1n]).mine()).outcomes, ["succeeded"]);
  },

  "has room in a chain of small blocks": async (start) => {
    const bench = await start(2, 500_000);
    const probe = await bench.deploy("Probe");
    const [context] = eventsOf(
      await bench.call(0, probe, "context", [], { gasLimit: 100_000 }).mine(),
      probe,
      "Context",
    );
    assert.equal(context!.gasLimit, 500_000n);
  },
};
