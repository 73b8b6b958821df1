import { expect } from "chai";
import { normalDraw } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import { angleOf } from "../../sim/stats/angle.ts";
import { answer, answerEach } from "../../sim/stats/inquiry.ts";
import { leastSquares } from "../../sim/stats/least-squares.ts";
import { frequencyGrid, nearestFrequency, omega, wave } from "../../sim/stats/spectra/frequency.ts";
import { lockIn } from "../../sim/stats/spectra/lock-in.ts";
import { frequencyResponse, type Response } from "../../sim/stats/spectra/response.ts";
import { fitRingDown } from "../../sim/stats/spectra/ring-down.ts";
import { codeOf } from "./support.ts";

type Plant = (forcing: Float64Array) => Float64Array[];

const ONE = 10n ** 18n;
const fixed = (value: number): bigint => BigInt(Math.round(value * 1e15)) * 1000n;

/**
 * The reference plant in signed 1e18 fixed point: miners H <- H + kappa (P - D), contract D <- D + g (H - D), both at
 * once, around an equilibrium of 1000. Measures: D, H, and the running total of D's deviation.
 */
const reference =
  (kappa: number, g: number): Plant =>
  (forcing) => {
    const level = 1000n * ONE;
    let h = level;
    let d = level;
    let total = 0n;
    const series = [0, 1, 2].map(() => new Float64Array(forcing.length));
    forcing.forEach((force, t) => {
      [d - level, h - level, total].forEach((value, m) => (series[m]![t] = Number(value) / 1e18));
      total += d - level;
      const next = h + (fixed(kappa) * (level + fixed(force) - d)) / ONE;
      d += (fixed(g) * (h - d)) / ONE;
      h = next;
    });
    return series;
  };

/** D/P and H/P of the closed form at z = e^(i w): gain and phase. */
function exact(kappa: number, g: number, w: number): { gain: number; phase: number }[] {
  const denominator = [
    Math.cos(2 * w) - (2 - g) * Math.cos(w) + 1 - g + g * kappa,
    Math.sin(2 * w) - (2 - g) * Math.sin(w),
  ];
  const polar = (re: number, im: number) => ({
    gain: Math.hypot(re, im) / Math.hypot(denominator[0]!, denominator[1]!),
    phase: Math.atan2(im, re) - Math.atan2(denominator[1]!, denominator[0]!),
  });
  return [polar(g * kappa, 0), polar(kappa * (Math.cos(w) - 1 + g), kappa * Math.sin(w))];
}

const degreesApart = (a: number, b: number): number => {
  const turns = (a - b) / (2 * Math.PI);
  return 360 * Math.abs(turns - Math.round(turns));
};

const respond = (plant: Plant, options: object = {}, measures = 2): Response =>
  answerEach(frequencyResponse({ measures, amplitude: 1, ...options }), plant);

describe("frequency response of the reference plant", () => {
  it("row 1: kappa 0.8, g 0.5 is resonant with |lambda| 0.9487, natural period 9.534, peak 6.532 at period 9.560", () => {
    const found = respond(reference(0.8, 0.5));
    expect(found.verdict).to.equal("resonant");
    expect(found.pole.modulus).to.be.closeTo(0.9487, 1e-3);
    expect((2 * Math.PI) / found.pole.angle).to.be.closeTo(9.534, 0.002);
    expect(found.stabilityMargin).to.be.closeTo(1 - Math.sqrt(0.9), 1e-6);
    const { peak, sweepPole, sweep, nonLinear } = found.measures[0]!;
    expect(peak!.gain.value / 6.532 - 1).to.be.closeTo(0, 0.01);
    expect((2 * Math.PI) / peak!.omega / 9.56 - 1).to.be.closeTo(0, 0.002);
    expect(peak!.bracket).to.be.within(1e-9, 0.002);
    expect(sweepPole!.modulus).to.be.closeTo(found.pole.modulus, 1e-3);
    expect(sweepPole!.angle).to.be.closeTo(found.pole.angle, 1e-3);
    expect(sweep.length).to.be.at.least(24);
    expect(nonLinear).to.deep.equal([]);
  });

  it("every frequency of the sweep: gain within 1 % and phase within 1 degree of the closed form, for both measures", () => {
    for (const [kappa, g] of [
      [0.8, 0.5],
      [0.3, 0.9],
      [0.1, 0.5],
    ] as const) {
      respond(reference(kappa, g)).measures.forEach(({ sweep }, m) => {
        for (const { frequency, gain, phase, distortion } of sweep) {
          const truth = exact(kappa, g, omega(frequency))[m]!;
          expect(Math.abs(gain.value / truth.gain - 1), "gain").to.be.below(0.01);
          expect(degreesApart(phase, truth.phase), "phase").to.be.below(1);
          expect(distortion).to.be.below(0.01);
        }
      });
    }
  });

  it("row 2: at omega 0.3 the gains are 1.3720 for H and 1.2637 for D", () => {
    const frequency = nearestFrequency(0.3, 2000);
    const forcing = Float64Array.from({ length: 400 + frequency.samples }, (_, t) => wave(frequency, t));
    const [d, h] = reference(0.8, 0.5)(forcing);
    expect(lockIn(h!, frequency, 1, 400).gain.value / 1.372 - 1).to.be.closeTo(0, 0.01);
    expect(lockIn(d!, frequency, 1, 400).gain.value / 1.2637 - 1).to.be.closeTo(0, 0.01);
  });

  it("row 3: kappa 1 is marginal: a linear envelope of 0.3780 A a step, period 8.694, and no finite gain", () => {
    for (const amplitude of [1, 2.5]) {
      const found = respond(reference(1, 0.5), { amplitude });
      expect(found.verdict).to.equal("resonant");
      expect(found.pole.modulus).to.be.closeTo(1, 1e-3);
      expect((2 * Math.PI) / found.pole.angle / 8.694 - 1).to.be.closeTo(0, 1e-3);
      expect(found.measures[0]!.envelopeSlope! / 0.378 - 1).to.be.closeTo(0, 0.01);
      expect(found.measures[0]!.peak!.gain.value).to.equal(Infinity);
    }
  });

  it("row 4 and control: kappa 1.01 is self-exciting, grows by 1.0024969 a step, and gets no gain", () => {
    const found = respond(reference(1.01, 0.5));
    expect(found.verdict).to.equal("self-exciting");
    expect(found.pole.modulus).to.be.closeTo(1.0024969, 1e-3);
    expect(found.stabilityMargin).to.be.below(0);
    for (const { sweep, peak, envelopeSlope } of found.measures) {
      expect([sweep.length, peak, envelopeSlope]).to.deep.equal([0, undefined, undefined]);
    }
  });

  it("control: frozen agents show no peak", () => {
    const found = respond(reference(0, 0.5));
    expect(found.verdict).to.equal("damped");
    for (const { peak, sweep } of found.measures) {
      expect(peak).to.equal(undefined);
      expect(sweep.every(({ gain }) => gain.value === 0)).to.equal(true);
    }
  });

  it("a well damped plant passes its forcing on and no more", () => {
    const found = respond(reference(0.1, 0.5));
    expect(found.verdict).to.equal("damped");
    expect(found.measures[0]!.peak!.gain.value).to.be.below(1.01);
    // real poles: lambda^2 - 1.5 lambda + 0.55 = 0
    expect(found.pole.angle).to.equal(0);
    expect(found.pole.modulus).to.be.closeTo((1.5 + Math.sqrt(0.05)) / 2, 1e-3);
  });

  it("a running total is neither marginal nor resonant, and hides no pole", () => {
    const found = respond(reference(0.8, 0.5), {}, 3);
    expect(found.pole.modulus).to.be.closeTo(Math.sqrt(0.9), 1e-3);
    expect(found.measures[2]!.ringDown.accumulates).to.equal(true);
    expect(found.measures.map(({ verdict }) => verdict)).to.deep.equal(["resonant", "resonant", "damped"]);
  });

  it("holds for a plant that is still settling, and through an asynchronous evaluator in any batches", async () => {
    const settling: Plant = (forcing) => reference(0.8, 0.5)(forcing.map((force, t) => force + (t < 5 ? 40 : 0)));
    const options = { measures: 2, amplitude: 1, settle: 50, frequencies: 24 };
    const asked = await answer(frequencyResponse(options), async (batch) => Promise.all(batch.map(settling)));
    expect(asked.measures[0]!.peak!.gain.value / 6.532 - 1).to.be.closeTo(0, 0.01);
    expect(asked.pole.modulus).to.be.closeTo(Math.sqrt(0.9), 1e-3);
    expect(asked).to.deep.equal(answerEach(frequencyResponse(options), settling));
  });
});

describe("frequency response of other plants", () => {
  /** Pure delay x <- x - a x[t - k], forced: stable if and only if 0 < a < 2 cos(k pi / (2k + 1)). */
  const delay =
    (a: number, k: number): Plant =>
    (forcing) => {
      const x = new Float64Array(forcing.length);
      for (let t = 0; t + 1 < x.length; t++) x[t + 1] = x[t]! - a * (t < k ? 0 : x[t - k]!) + forcing[t]!;
      return [x];
    };

  it("flips to self-exciting at the threshold of a pure delay, with the onset period 4k + 2", () => {
    for (const k of [0, 1, 2, 3]) {
      const critical = 2 * Math.cos((k * Math.PI) / (2 * k + 1));
      const below = respond(delay(0.97 * critical, k), {}, 1);
      const above = respond(delay(1.03 * critical, k), {}, 1);
      expect(below.pole.modulus, `k ${k} below`).to.be.below(1 - 1e-3);
      expect(above.verdict, `k ${k} above`).to.equal("self-exciting");
      expect((2 * Math.PI) / above.pole.angle).to.be.closeTo(4 * k + 2, 0.15);
    }
  });

  it("flags a plant whose gain changes with the amplitude", () => {
    const saturating: Plant = (forcing) => {
      const x = new Float64Array(forcing.length);
      for (let t = 0; t + 1 < x.length; t++) x[t + 1] = 0.5 * x[t]! + Math.max(-1.2, Math.min(1.2, forcing[t]!));
      return [x];
    };
    const [measure] = respond(saturating, {}, 1).measures;
    expect(measure!.nonLinear.length).to.be.at.least(20);
    for (const { change } of measure!.nonLinear) expect(change).to.be.below(-0.05);
    expect(respond(saturating, { amplitude: 0.5 }, 1).measures[0]!.nonLinear).to.deep.equal([]);
  });

  it("still finds the peak within its interval when every run has noise of its own", () => {
    let run = 0;
    const noisy: Plant = (forcing) => {
      const random = Random.of(run++, "noise");
      return reference(0.8, 0.5)(forcing).map((series) => series.map((x) => x + 0.05 * normalDraw(random.unit())));
    };
    const found = respond(noisy, { amplitude: 2 });
    expect(found.verdict).to.equal("resonant");
    expect(found.pole.modulus).to.be.closeTo(Math.sqrt(0.9), 5e-3);
    expect(found.measures[0]!.peak!.gain.value / 6.532 - 1).to.be.closeTo(0, 0.01);
    const covered = found.measures[0]!.sweep.filter(({ frequency, gain }) => {
      const truth = exact(0.8, 0.5, omega(frequency))[0]!.gain;
      return gain.low <= truth && truth <= gain.high;
    });
    expect(covered.length / found.measures[0]!.sweep.length).to.be.above(0.8);
  });
});

describe("lock-in and ring-down", () => {
  it("read amplitude, phase and harmonics off a series, whatever its mean", () => {
    const f = { periods: 7, samples: 100 };
    const series = Float64Array.from({ length: 250 }, (_, t) => {
      const w = omega(f) * t;
      return 42 + 3 * Math.sin(w - 0.6) + 0.4 * Math.sin(2 * w) + 0.3 * Math.cos(3 * w);
    });
    for (const start of [0, 33, 150]) {
      const found = lockIn(series, f, 2, start);
      expect(found.gain.value).to.be.closeTo(1.5, 1e-9);
      expect(found.phase).to.be.closeTo(-0.6, 1e-9);
      expect(found.distortion).to.be.closeTo(0.5 / 3, 1e-9);
      expect(found.gain.high - found.gain.low).to.be.below(1e-9);
    }
  });

  it("work at two steps a period, where a sine would vanish", () => {
    const f = { periods: 50, samples: 100 };
    const series = Float64Array.from({ length: 100 }, (_, t) => 5 - 0.7 * wave(f, t));
    expect(Math.abs(wave(f, 0))).to.be.closeTo(1, 1e-12);
    expect(lockIn(series, f, 1).gain.value).to.be.closeTo(0.7, 1e-9);
    expect(Math.abs(lockIn(series, f, 1).phase)).to.be.closeTo(Math.PI, 1e-9);
  });

  it("give an interval that covers under noise", () => {
    const f = { periods: 9, samples: 128 };
    let covered = 0;
    for (let r = 0; r < 300; r++) {
      const random = Random.of(r, "lock-in");
      const series = Float64Array.from({ length: 128 }, (_, t) => 0.8 * wave(f, t) + 0.5 * normalDraw(random.unit()));
      const { low, high } = lockIn(series, f, 1).gain;
      if (low <= 0.8 && 0.8 <= high) covered++;
    }
    expect(covered / 300).to.be.within(0.9, 0.99);
  });

  it("fit swinging, flipping, decaying and growing series", () => {
    const cases = [
      [0.9, 1.1],
      [1.02, 0.4],
      [0.99, 3],
      [0.95, 0],
      [0.8, Math.PI],
    ] as const;
    for (const [modulus, angle] of cases) {
      const fit = fitRingDown(
        Float64Array.from({ length: 120 }, (_, t) => 2 * modulus ** t * Math.cos(angle * t + 0.3)),
      );
      expect(fit.modulus, `${modulus} ${angle}`).to.be.closeTo(modulus, 1e-6);
      expect(fit.angle).to.be.closeTo(angle, 1e-6);
      expect(fit.residual).to.be.below(1e-6);
    }
  });

  it("see past a faster pole at the beginning and saturation at the end", () => {
    const fast = Float64Array.from({ length: 150 }, (_, t) => 0.97 ** t * Math.cos(0.7 * t) + 3 * 0.5 ** t);
    expect(fitRingDown(fast).modulus).to.be.closeTo(0.97, 1e-3);
    const clipped = Float64Array.from({ length: 150 }, (_, t) =>
      Math.max(-8, Math.min(8, 1.03 ** t * Math.cos(0.7 * t))),
    );
    expect(fitRingDown(clipped).modulus).to.be.closeTo(1.03, 3e-3);
  });

  it("tell eight poles of an average over eight steps", () => {
    // y[t] = -(e/8) (y[t-1] + ... + y[t-8]): roots by numpy, the slowest beside the next
    for (const [elasticity, modulus, period] of [
      [6.4, 0.99289, 9.219],
      [9.6, 1.04297, 2.243],
    ] as const) {
      const y = new Float64Array(100);
      for (let t = 0; t < 100; t++)
        y[t] =
          t === 0 ? 1 : (-elasticity / 8) * y.subarray(Math.max(0, t - 8), t).reduce((sum, value) => sum + value, 0);
      const fit = fitRingDown(y);
      expect(fit.modulus).to.be.closeTo(modulus, 1e-4);
      expect((2 * Math.PI) / fit.angle).to.be.closeTo(period, 2e-3);
      expect(fit.order).to.equal(8);
    }
  });

  it("are not taken in by what growth becomes: a steady swing, and harmonics", () => {
    for (const share of [1e-5, 1e-4, 1e-3]) {
      const y = new Float64Array(200);
      y[0] = share;
      for (let t = 1; t < 200; t++) y[t] = -1.2 * y[t - 1]! + 0.9 * y[t - 1]! ** 2 + 20 * y[t - 1]! ** 3;
      const fit = fitRingDown(y);
      expect(Math.max(...y.subarray(150))).to.be.within(0.05, 0.2);
      expect(fit.modulus, `kick of ${share}`).to.be.closeTo(1.2, 2e-3);
      expect(fit.angle).to.be.closeTo(Math.PI, 1e-9);
    }
  });

  it("begin where a late answer begins", () => {
    const late = Float64Array.from({ length: 80 }, (_, t) => (t < 7 ? 0 : 0.9 ** t));
    expect(fitRingDown(late)).to.include({ order: 1, from: 7, to: 80 });
    expect(fitRingDown(late).modulus).to.be.closeTo(0.9, 1e-9);
  });

  it("call silence silence", () => {
    expect(fitRingDown(new Float64Array(50))).to.include({ modulus: 0, angle: 0, residual: 0 });
    expect(codeOf(() => fitRingDown([1, 2]))).to.equal("STATS_SAMPLE");
  });
});

describe("frequencies", () => {
  it("are whole periods of windows, log-spaced up to pi, each once", () => {
    const grid = frequencyGrid(24, 128, 512);
    expect(grid.length).to.equal(24);
    expect(omega(grid[0]!)).to.be.closeTo((2 * Math.PI) / 128, 1e-12);
    expect(2 * grid.at(-1)!.periods).to.equal(grid.at(-1)!.samples);
    const ratio = 64 ** (1 / 23);
    grid.forEach((f, i) => {
      expect(Number.isInteger(f.periods) && f.samples <= 512).to.equal(true);
      if (i > 0) expect(omega(f) / omega(grid[i - 1]!) / ratio).to.be.closeTo(1, 0.005);
    });
  });

  it("know angles in all directions", () => {
    for (let i = -40; i <= 40; i++) {
      const a = (i * Math.PI) / 40;
      expect(angleOf(3 * Math.sin(a), 3 * Math.cos(a))).to.be.closeTo(
        Math.atan2(3 * Math.sin(a), 3 * Math.cos(a)),
        1e-15,
      );
    }
    expect([angleOf(0, 0), angleOf(1, 0), angleOf(0, -1)]).to.deep.equal([0, Math.PI / 2, Math.PI]);
  });

  it("solve least squares, and leave out a column that adds nothing", () => {
    const rows = [
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
    ];
    // the line through (1,6) (2,5) (3,7) (4,10): 3.5 + 1.4 x
    const [a, b] = leastSquares(rows, [6, 5, 7, 10]);
    expect(a).to.be.closeTo(3.5, 1e-12);
    expect(b).to.be.closeTo(1.4, 1e-12);
    const [c, d] = leastSquares(
      rows.map(([one]) => [one!, 2 * one!]),
      [1, 2, 3, 4],
    );
    expect([c, d]).to.deep.equal([2.5, 0]);
  });
});
