import { expect } from "chai";
import { loadScenario } from "../../sim/load.ts";
import { omega } from "../../sim/stats/spectra/frequency.ts";
import { benchOn } from "../../sim/verify/bench.ts";
import { resonances, resonanceVerdict } from "../../sim/verify/resonance.ts";
import { closedForm } from "../../sim/validation/targets/resonance.ts";
import { localPool } from "./support.ts";

describe("resonance of the reference plant on its contract", () => {
  async function respond(sensitivity: number, sizes: { ring: number; samples: number; frequencies: number }) {
    const { scenario } = await loadScenario("resonance-plant");
    const bench = benchOn({ scenario: "resonance-plant", engine: "fast", set: { sensitivity } }, { pool: localPool });
    return resonances(bench, scenario, { seed: "1", blocks: 50, ...sizes });
  }

  it("a well damped loop: gain within 1 % and phase within 1 degree of the closed form, and the verdict is met", async () => {
    const found = await respond(0.1, { ring: 100, samples: 48, frequencies: 4 });
    const { response, measures } = found[0]!;
    expect(measures).to.deep.equal(["difficulty", "hashRate"]);
    expect(response.pole.modulus).to.be.closeTo(Math.max(...roots(0.1, 0.5)), 1e-3);
    response.measures.forEach(({ sweep }, m) => {
      for (const { frequency, gain, phase } of sweep) {
        const truth = closedForm(0.1, 0.5, omega(frequency))[m]!;
        const turns = (phase - truth.phase) / (2 * Math.PI);
        expect(gain.value / truth.gain).to.be.closeTo(1, 0.01);
        expect(360 * Math.abs(turns - Math.round(turns))).to.be.below(1);
      }
    });
    expect(resonanceVerdict(found)).to.equal("met");
  }).timeout(120_000);

  it("control: k = 1.01 is self-exciting at 1.0024969 a block, and gets no finite gain", async () => {
    const found = await respond(1.01, { ring: 100, samples: 48, frequencies: 4 });
    const { response, plot } = found[0]!;
    expect(response.verdict).to.equal("self-exciting");
    expect(response.pole.modulus).to.be.closeTo(1.0024969, 1e-3);
    expect(response.measures.every(({ peak, sweep }) => !peak && sweep.length === 0)).to.equal(true);
    expect(plot.kind).to.equal("kicked");
    expect(resonanceVerdict(found)).to.equal("not met");
  });

  it("k = 1 is resonant: forced at its own period it grows by 0.378 A a block", async () => {
    const [found] = await respond(1, { ring: 100, samples: 128, frequencies: 4 });
    expect(found!.response.verdict).to.equal("resonant");
    expect(found!.response.measures[0]!.envelopeSlope! / 0.378).to.be.closeTo(1, 0.01);
  });
});

/** z^2 - (2 - g) z + 1 - g + g k, real roots. */
function roots(k: number, g: number): number[] {
  const root = Math.sqrt((2 - g) ** 2 - 4 * (1 - g + g * k));
  return [(2 - g + root) / 2, (2 - g - root) / 2];
}
