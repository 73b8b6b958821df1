import { normalDraw } from "../../core/normal.ts";
import { cos, pow, sin } from "../../core/math.ts";
import type { Random } from "../../core/random.ts";
import { luckSensitivity } from "../../stats/luck-sensitivity.ts";
import { uniformSampler } from "../../stats/sampler.ts";
import { saltelliPoints } from "../../stats/sobol-indices.ts";
import { replicatedResponse, type ComplexGain } from "../../stats/spectra/replicated-response.ts";
import { shownToGrow } from "../../verify/resonance-replicates.ts";
import { atMost, covers, power, type Promised } from "./row.ts";
import { heavy, normal, type Source } from "./samplers.ts";

const FREQUENCIES = 24;
const REPLICATES = 8;

interface Noise {
  readonly source: Source;
  readonly size: number;
  /** On the real part alone, as where luck comes at one phase. */
  readonly flat?: boolean;
}

/** Answers of a plant of known gains, seen through noise. */
function answers(gains: (f: number) => number, { source, size, flat }: Noise, random: Random): ComplexGain[][] {
  return Array.from({ length: REPLICATES }, (_, r) =>
    Array.from({ length: FREQUENCIES }, (_value, f) => {
      const own = random.at(r, f);
      return { re: gains(f) + size * source.draw(own), im: flat ? 0 : size * source.draw(own) };
    }),
  );
}

function resonance(): Promised[] {
  const procedure = "resonance over replicates (replicatedResponse)";
  const flat = (gain: number) => () => gain;
  const peaked = (peak: number) => (f: number) => (f === 15 ? peak : 1);
  const noises: [string, Noise][] = [
    ["normal noise", { source: normal, size: 1 }],
    ["noise of Student's t, 3 degrees of freedom", { source: heavy, size: 1 }],
    ["normal noise at one phase", { source: normal, size: 1, flat: true }],
  ];
  const says = (verdict: string, gains: (f: number) => number, noise: Noise): Promised["once"] => {
    return (random) => replicatedResponse(answers(gains, noise, random)).verdict === verdict;
  };
  return [
    ...noises.flatMap(([about, noise]) => [
      atMost(0.05, {
        procedure,
        data: `no answer at all, ${about}`,
        counted: "says resonant",
        once: says("resonant", flat(0), noise),
      }),
      atMost(0.05, {
        procedure,
        data: `twice the plain gain at one frequency, ${about}, a fifth as strong`,
        counted: "says resonant",
        once: says("resonant", peaked(2), { ...noise, size: 0.2 }),
      }),
    ]),
    atMost(0.05, {
      procedure,
      data: "2.05 times the plain gain at one frequency, normal noise of 0.05",
      counted: "says damped",
      once: says("damped", peaked(2.05), { source: normal, size: 0.05 }),
    }),
    power({
      procedure,
      data: "5 times the plain gain at one frequency, normal noise of 0.2",
      counted: "says resonant",
      once: says("resonant", peaked(5), { source: normal, size: 0.2 }),
    }),
    power({
      procedure,
      data: "plain gain at all frequencies, normal noise of 0.1",
      counted: "says damped",
      once: says("damped", flat(1), { source: normal, size: 0.1 }),
    }),
  ];
}

/** Steps of an answer to a kick. */
const RING = 64;

/** Luck of one replicate: fresh at every step, or a walk that wanders off. */
type Luck = (random: Random) => Float64Array;
const fresh =
  (source: Source, size: number): Luck =>
  (random) =>
    Float64Array.from({ length: RING }, () => size * source.draw(random));
const wandering: Luck = (random) => {
  let place = 0;
  return Float64Array.from({ length: RING }, () => (place += 0.1 * normal.draw(random)));
};

/** Answers of a loop whose slowest pole has this modulus, each seen through luck of its own. */
function kicked(modulus: number, size: number, luck: Luck, random: Random): Float64Array[] {
  return Array.from({ length: REPLICATES }, (_, r) =>
    luck(random.at(r)).map((noise, t) => noise + size * pow(modulus, t) * cos(0.7 * t)),
  );
}

function selfExcitement(): Promised[] {
  const procedure = "self-exciting over replicates (shownToGrow)";
  const says = (modulus: number, size: number, luck: Luck): Promised["once"] => {
    return (random) => shownToGrow(kicked(modulus, size, luck, random), 0.95);
  };
  const lucks: [string, Luck][] = [
    ["normal noise of a fifth", fresh(normal, 0.2)],
    ["noise of a fifth by Student's t, 3 degrees of freedom", fresh(heavy, 0.2)],
    ["luck that wanders off", wandering],
  ];
  return [
    ...lucks.flatMap(([about, luck]) =>
      (
        [
          ["no answer at all", 0.9, 0],
          ["an answer that decays by 0.97 a step", 0.97, 1],
        ] as const
      ).map(([answer, modulus, size]) =>
        atMost(0.05, {
          procedure,
          data: `${answer}, ${about}`,
          counted: "says self-exciting",
          once: says(modulus, size, luck),
        }),
      ),
    ),
    power({
      procedure,
      data: "an answer that grows by 1.05 a step, normal noise of a fifth",
      counted: "says self-exciting",
      // a fit of poles takes a tenth of a second
      weight: 0.1,
      once: says(1.05, 1, fresh(normal, 0.2)),
    }),
  ];
}

interface Model {
  readonly about: string;
  value(x: readonly number[]): number;
  /** True total index of each factor, luck last. */
  readonly totals: readonly number[];
}

/** Sums of independent terms: the total index of each is its share of the variance. */
const additive: Model = {
  about: "x1 + x2/2 and luck",
  value: ([a, b, luck]) => a! + b! / 2 + 0.5 * (luck! - 0.5),
  totals: [1 / 1.5, 0.25 / 1.5, 0.25 / 1.5],
};

/** Ishigami's function of 1990, its third factor played by luck. */
const PI = Math.PI;
const ishigami: Model = {
  about: "Ishigami's function, luck in interaction",
  value: (x) => {
    const [a, b, luck] = x.map((u) => PI * (2 * u - 1));
    return sin(a!) + 7 * sin(b!) ** 2 + 0.1 * luck! ** 4 * sin(a!);
  },
  totals: (() => {
    const first = 0.5 * (1 + (0.1 * PI ** 4) / 5) ** 2;
    const second = 49 / 8;
    const both = 0.01 * PI ** 8 * (1 / 18 - 1 / 50);
    const all = first + second + both;
    return [(first + both) / all, second / all, both / all];
  })(),
};

/** A spike that few rows meet: x1 and luck together, seldom. */
const spike: Model = {
  about: "a spike on 1 % of x1",
  value: ([a, b]) => (a! < 0.01 ? 100 : 0) + b!,
  totals: (() => {
    const [first, second] = [1e4 * 0.01 * 0.99, 1 / 12];
    return [first / (first + second), second / (first + second), 0];
  })(),
};

function sensitivity(): Promised[] {
  const procedure = "sensitivity with luck (luckSensitivity)";
  const of = ({ value }: Model, rows: number, random: Random) =>
    luckSensitivity(2, saltelliPoints(3, rows, uniformSampler(random.at(0))).map(value), {
      random: random.at(1),
      resamples: 300,
    });
  return [
    ...[additive, ishigami, spike].flatMap((model) =>
      ["x1", "x2", "luck"].map((factor, i) =>
        covers(0.9, {
          procedure,
          dear: true,
          data: `${model.about}, 256 rows`,
          counted: `total of ${factor} covers, or undersampling is said`,
          once: (random) => {
            const { factors, luck, undersampled } = of(model, 256, random);
            if (undersampled !== undefined) return true;
            const { low, high } = [...factors, luck][i]!.total;
            return low <= model.totals[i]! + 1e-12 && model.totals[i]! - 1e-12 <= high;
          },
        }),
      ),
    ),
    power({
      procedure,
      dear: true,
      data: `${additive.about}, 256 rows`,
      counted: "shows all three, nothing undersampled",
      once: (random) => {
        const { factors, luck, undersampled } = of(additive, 256, random);
        return undersampled === undefined && [...factors, luck].every(({ verdict }) => verdict === "shown");
      },
    }),
    atMost(0.05, {
      procedure,
      dear: true,
      data: "an inert factor beside luck, 256 rows",
      counted: "shows it",
      once: (random) => {
        const inert: Model = { about: "", totals: [], value: ([a, , luck]) => a! + normalDraw(luck!) };
        return of(inert, 256, random).factors[1]!.verdict === "shown";
      },
    }),
  ];
}

export const responseRows = (): Promised[] => [...resonance(), ...selfExcitement(), ...sensitivity()];
