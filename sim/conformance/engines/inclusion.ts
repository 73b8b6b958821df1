import assert from "node:assert/strict";
import type { EngineChecks } from "./subject.ts";
import {} from "./bench.ts";
import { eventsOf } from "./mined.ts";

/** Calls for which a block has no room. */
export const inclusion: EngineChecks = {
  "when its limit does not fit in what the block has left; then no later call of its sender is": async (start) => {
    const bench = await start(8, 3_000_000);
    const probe = await bench.deploy("Probe");
    bench.call(0, probe, "expand", [16_000n], { gasLimit: 2_900_000 }); // uses about 600,000
    bench.call(1, probe, "note", [1n], { gasLimit: 2_600_000 }).call(1, probe, "note", [2n], { gasLimit: 100_000 });
    bench.call(2, probe, "note", [3n], { gasLimit: 2_000_000 }).call(3, probe, "note", [4n], { gasLimit: 100_000 });
    bench.call(4, probe, "note", [5n], { gasLimit: 3_000_001 }).call(4, probe, "note", [6n], { gasLimit: 50_000 });
    const mined = await bench.mine();
    assert.deepEqual(mined.outcomes, [
      "succeeded",
      "notIncluded",
      "notIncluded",
      "succeeded",
      "succeeded",
      "notIncluded",
      "notIncluded",
    ]);
    assert.deepEqual(
      eventsOf(mined, probe, "Noted").map(({ call }) => call),
      [3, 4],
    );
  },

  "and is dropped: the next block starts anew, for its sender too": async (start) => {
    const bench = await start(8, 1_000_000);
    const probe = await bench.deploy("Probe");
    for (let i = 0; i < 4; i++) bench.call(1, probe, "note", [BigInt(i)], { gasLimit: 980_000 });
    assert.equal((await bench.mine()).outcomes.filter((outcome) => outcome === "notIncluded").length, 3);
    assert.equal((await bench.mine()).outcomes.length, 0);
    assert.equal(await bench.view(probe, "sequence"), 1n);
    bench.call(1, probe, "note", [9n], { gasLimit: 980_000 });
    assert.deepEqual((await bench.mine()).outcomes, ["succeeded"]);
  },
};
