import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readLedger, writeLedger, type Kept } from "../../sim/attack/ledger.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";

const FINDING: Kept = { id: "a", kind: "theft", profit: "1", command: "c", steps: [{ wait: "1" }], status: "open" };

describe("the ledger of an attack", () => {
  const folder = temporaryFolder();

  it("comes back as it was written", () => {
    const file = join(folder(), "ledger.json");
    expect(readLedger(file)).to.deep.equal([]);
    writeLedger(file, [FINDING]);
    expect(readLedger(file)).to.deep.equal([FINDING]);
  });

  it("is refused by its code, whatever stands in the file", () => {
    const file = join(folder(), "ledger.json");
    const broken = [{ id: 1 }, { profit: "much" }, { steps: {} }, { steps: [1] }, { status: "lost" }].map((change) =>
      JSON.stringify([{ ...FINDING, ...change }]),
    );
    for (const text of ["", "[", "{}", "null", "1", "[null]", "[{}]", "\u0000", "[".repeat(50_000), ...broken]) {
      writeFileSync(file, text);
      expectFault("ATTACK_LEDGER", () => readLedger(file));
    }
    mkdirSync(join(folder(), "folder.json"));
    expectFault("ATTACK_LEDGER", () => readLedger(join(folder(), "folder.json")));
  });
});
