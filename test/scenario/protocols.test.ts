import { expect } from "chai";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ENGINES } from "../../sim/chain/chain.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { live } from "../fixtures/run.ts";

const root = join(import.meta.dirname, "../..");

describe("the protocol of docs/protocols.md", function () {
  this.timeout(120_000);

  it("lives as the page says, alike on every engine", async () => {
    const page = readFileSync(join(root, "docs/protocols.md"), "utf8");
    const [, text] = /^```ts\n(.*?)^```$/ms.exec(page)!;
    mkdirSync(join(root, "cache"), { recursive: true });
    const folder = mkdtempSync(join(root, "cache", "protocols-"));
    try {
      const file = join(folder, "savings.ts");
      const home = pathToFileURL(join(root, "sim/index.ts")).href;
      writeFileSync(file, text!.replaceAll('"../index.ts"', JSON.stringify(home)));
      const { scenario: definition } = await loadScenario(file);
      const lived = await Promise.all(ENGINES.map((engine) => live({ definition }, { engine, generations: 2 })));
      expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
      const [{ records, measurement }] = lived as [(typeof lived)[0]];
      // All calls go through: opening, sending to the clone, saving; and the borrower's.
      expect(measurement.functionOutcomes!.map((row) => [row.reverted, row.rejected])).to.deep.equal([
        ...measurement.functionOutcomes!.map(() => [0, 0]),
      ]);
      const saved = measurement.functionOutcomes!.find((row) => row.function.endsWith(".save"))!;
      expect(saved.succeeded).to.equal(records.reduce((sum, { measures }) => sum + measures["deposits"]!, 0));
      expect(saved.gas! / saved.succeeded).to.be.within(50_000, 300_000);
      const [dollars] = measurement.conservation.tokens;
      expect(dollars).to.include({ decimals: 6, supply: "1000000000000", held: "1000000000000" });
      // Ten dollars of interest a generation come to six savers, but for what is rounded and what gas costs.
      const [first] = records;
      const earned = first!.measures["gained"]! * 6;
      expect(earned).to.be.within(5, 10);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
