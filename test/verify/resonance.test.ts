import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { normalQuantile } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import { answer } from "../../sim/stats/inquiry.ts";
import { frequencyResponse } from "../../sim/stats/spectra/response.ts";
import { judgeReplicates } from "../../sim/verify/resonance-replicates.ts";
import { omega } from "../../sim/stats/spectra/frequency.ts";
import type { ReplicatedResponse } from "../../sim/stats/spectra/replicated-response.ts";
import type { JobPool } from "../../sim/jobs/job.ts";
import { benchOn } from "../../sim/verify/runner.ts";
import { planOf } from "../../sim/verify/plan.ts";
import { verifyDesign } from "../../sim/verify/verification.ts";
import { refused } from "../fixtures/run.ts";
import { resonances, resonanceVerdict, type Resonance } from "../../sim/verify/resonance.ts";
import { closedForm } from "../../sim/validation/targets/resonance.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { resonanceSweeps } from "../../sim/verify/resonance-sweep.ts";
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
    expect([found!.verdict, found!.replicates.luck]).to.deep.equal(["resonant", false]);
    expect(found!.response.measures[0]!.envelopeSlope! / 0.378).to.be.closeTo(1, 0.01);
  });

  it("is told over a parameter: margin, peak gain and worst period of each value, until it feeds itself", async () => {
    const name = "resonance-plant";
    const { scenario } = await loadScenario(name);
    const subject = { scenario: name, engine: "fast", set: { sensitivity: 0.8 } } as const;
    const { design } = prepare(await loadScenario(name), { ...subject });
    const options = { seed: "1", blocks: 50, ring: 60, samples: 16, frequencies: 3 };
    const bench = benchOn(subject, { pool: localPool });
    const [sweep] = await resonanceSweeps(bench, scenario, ["sensitivity"], { subject, design, options });
    expect(sweep!.points.map(({ value }) => Number(Number(value).toFixed(9)))).to.deep.equal([0.4, 0.6, 0.8, 1, 1.2]);
    const verdicts = sweep!.points.map(({ verdict }) => verdict);
    expect([verdicts[0], ...verdicts.slice(3)]).to.deep.equal(["damped", "resonant", "self-exciting"]);
    for (const { value, stabilityMargin, peaks } of sweep!.points) {
      expect(stabilityMargin).to.be.closeTo(1 - Math.sqrt(1 - 0.5 * (1 - Number(value))), 1e-3);
      expect(peaks.map(({ measure }) => measure)).to.deep.equal(["difficulty", "hashRate"]);
      const gain = peaks[0]!.gain;
      if (Number(value) < 1) expect(gain).to.be.within(1, 100);
      else expect(gain).to.equal(value === 1 ? Infinity : null);
    }
    const gains = sweep!.points.slice(0, 3).map(({ peaks }) => peaks[0]!.gain!);
    expect(gains).to.deep.equal([...gains].sort((a, b) => a - b));
    const refused = resonanceSweeps(bench, scenario, ["sensitivty"], { subject, design, options });
    expect(await refused.catch((error: { code: string }) => error.code)).to.equal("RESONANCE_SWEEP");
  });
});

describe("the published thresholds, at the amplitude that nobody has to choose", () => {
  const window = { rule: "window", length: 4, start: 1, miners: 1_000_000 };
  // one pole each: minus the elasticity of miners per window, and z^2 - z + e / 8 = 0 of the fee seen a block late
  for (const [name, set, agents, modulus] of [
    ["elastic-miners", { ...window, elasticity: 0.8 }, undefined, 0.8],
    ["elastic-miners", { ...window, elasticity: 1.2 }, undefined, 1.2],
    ["fee-market", { elasticity: 8.8, delay: 1, share: 1 }, 1, Math.sqrt(8.8 / 8)],
  ] as const)
    it(`${name} at elasticity ${set.elasticity}: ${modulus < 1 ? "dies out" : "is self-exciting"}`, async () => {
      const { scenario } = await loadScenario(name);
      const bench = benchOn({ scenario: name, engine: "fast", set, ...(agents && { agents }) }, { pool: localPool });
      const sizes = { blocks: scenario.base.sizes.blocks, ring: 100, samples: 32, frequencies: 3 };
      const [found] = await resonances(bench, scenario, { seed: "1", ...sizes });
      expect(found!.response.verdict === "self-exciting").to.equal(modulus > 1);
      expect(found!.response.pole.modulus).to.be.closeTo(modulus, 1e-3);
    });
});

describe("agents who draw", () => {
  it("are not called resonant for what their luck does: nothing is shown of imitators whom the price moves nowhere", async () => {
    const file = fileURLToPath(new URL("../fixtures/scenarios/flat.ts", import.meta.url));
    const { scenario } = await loadScenario(file);
    const bench = benchOn({ scenario: file, engine: "fast" }, { pool: localPool });
    const sizes = { ring: 30, samples: 24, frequencies: 3 };
    const found = await resonances(bench, scenario, { seed: "2", blocks: 1, amplitude: 0.1, ...sizes });
    const [{ response, verdict, replicates }] = found as [Resonance];
    expect(response.verdict, "one seed alone").to.be.oneOf(["resonant", "self-exciting"]);
    expect(replicates).to.include({ seeds: 6, luck: true });
    const [{ gains, peak }] = replicates.measures as [ReplicatedResponse];
    expect(gains[peak]!.gain.low).to.be.at.most(gains[peak]!.noiseFloor);
    expect(verdict).to.equal("not shown");
    expect(resonanceVerdict(found)).to.equal("undecided");
  });

  // x' = 1.2 r x - r^2 x'' + forcing, under noise that no subtraction cancels: rings at r < 1, feeds itself above
  for (const [radius, noise, verdict] of [
    [0.95, 0.01, "resonant"],
    [0.2, 0.01, "damped"],
    [1.02, 0.01, "self-exciting"],
    [0.95, 30, "not shown"],
  ] as const)
    it(`an oscillator of radius ${radius} under noise of ${noise} is ${verdict}`, async () => {
      const random = Random.of("oscillator");
      const run = (points: readonly Float64Array[]): Promise<Float64Array[][]> =>
        Promise.resolve(
          points.map((point) => {
            const x = new Float64Array(point.length);
            for (let t = 0; t + 1 < x.length; t++)
              x[t + 1] = 1.2 * radius * x[t]! - radius * radius * (x[t - 1] ?? 0) + point[t]!;
            return [x.map((value) => value + noise * normalQuantile(random.unit()))];
          }),
        );
      const sizes = { settle: 0, ring: 100, samples: 48, frequencies: 6, amplitude: 1 };
      const alone = await answer(frequencyResponse({ measures: 1, ...sizes }), run);
      const judged = await judgeReplicates(alone, run, { replicates: 6, confidence: 0.95, ...sizes });
      expect(judged.verdict).to.equal(verdict);
    });
});

describe("a question about the frequency response", () => {
  const idle: JobPool = { run: () => expect.fail("it was run"), close: () => Promise.resolve() };

  for (const [name, resonance, code] of [
    ["resonance-plant", { force: ["prize"] }, "RESONANCE_FORCE"],
    ["contest", {}, "RESONANCE_FORCE"],
    ["resonance-plant", { sweep: ["sensitivty"] }, "RESONANCE_SWEEP"],
  ] as const)
    it(`that cannot be answered is refused before any run: ${code} of ${name}, ${JSON.stringify(resonance)}`, async () => {
      const loaded = await loadScenario(name);
      const subject = { scenario: name, engine: "fast" } as const;
      const { design } = prepare(loaded, subject);
      const input = { plan: planOf("quick"), seed: "1", design, folder: "nowhere", pool: idle };
      await refused(code, verifyDesign(loaded.scenario, subject, { ...input, questions: { resonance } }));
    });
});

/** z^2 - (2 - g) z + 1 - g + g k, real roots. */
function roots(k: number, g: number): number[] {
  const root = Math.sqrt((2 - g) ** 2 - 4 * (1 - g + g * k));
  return [(2 - g + root) / 2, (2 - g - root) / 2];
}
