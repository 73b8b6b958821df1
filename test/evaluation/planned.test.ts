import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import { manifestOf, prepare, sourceHashOf } from "../../sim/evaluation/prepare.ts";
import { ether, fixed, scenario } from "../../sim/index.ts";

describe("what follows from inputs alone", () => {
  it("is asked of the scenario once in a run, manifests and measurement included", async () => {
    const asked = { deploy: 0, predictions: 0 };
    const made = scenario("asked-once", {
      title: "a prize, and a record of who asked for it",
      parameters: {},
      sizes: { generations: 2, blocks: 1 },
      deploy: ({ contract }) => {
        asked.deploy++;
        return { contest: contract("ProportionalContest", [ether(1), 1n, 1n, 0]) };
      },
    })
      .species("entrant", { count: 2, genome: {}, adaptation: fixed(), act: () => [] })
      .measures((measure) => ({
        entrants: measure.population({ unit: "agents", about: "how many live", value: (p) => p.count("entrant") }),
      }))
      .predicts(() => {
        asked.predictions++;
        return { entrants: { value: 2, source: "the scenario itself" } };
      });
    const loaded = { scenario: made.definition, file: import.meta.filename, textHash: "" };
    const inputs = prepare(loaded, { engine: "fast" });
    const manifest = manifestOf(loaded, inputs, { engine: "fast", fallbacks: [] });
    expect(sourceHashOf(loaded, inputs)).to.equal(manifest.inputs.sourceHash);
    const { predictions } = await evaluate(inputs, {
      openChain,
      manifest: (chain) => manifestOf(loaded, inputs, chain),
    });
    expect(predictions.map(({ measured }) => measured)).to.deep.equal([2]);
    expect(asked).to.deep.equal({ deploy: 1, predictions: 1 });
  });
});
