import { cos } from "../../core/math.ts";
import { loadScenario } from "../../evaluation/load.ts";
import { critical } from "../../scenarios/elastic-miners.ts";
import { dominantRoot } from "../../stats/spectra/roots.ts";
import type { Response } from "../../stats/spectra/response.ts";
import { resonances } from "../../verify/resonance.ts";
import { exactly } from "../exact.ts";
import type { Claim, Evaluate, Target } from "../target.ts";
import { benchOn } from "./verify-bench.ts";

/** Elasticity over the critical one, on either side of it. */
const FEES = [0.9, 1.1];
const MINERS = [0.8, 1.2];
/** Small enough that the elasticity times it stays in the linear range. */
const AMPLITUDE = 0.001;
/** To which a modulus must be told, as for the reference plant. */
const TOLERANCE = 0.001;

interface Case {
  readonly name: string;
  readonly scenario: "fee-market" | "elastic-miners";
  readonly set: { readonly [parameter: string]: string | number };
  readonly relative: number;
  /** Modulus of the slowest root of the closed form. */
  readonly modulus: number;
  readonly quick: boolean;
}

/** Fee seen k blocks late: z^(k + 1) - z^k + e / 8 = 0. */
const fees = [0, 1, 2].flatMap((delay) =>
  FEES.map((relative): Case => {
    const elasticity = relative * 16 * cos((delay * Math.PI) / (2 * delay + 1));
    const right = Array.from({ length: delay + 1 }, (_, i) => (i === 0 ? 1 : 0));
    right[delay]! -= elasticity / 8;
    return {
      name: `C9, fee seen ${delay} blocks late`,
      scenario: "fee-market",
      set: { elasticity, delay, share: 1 },
      relative,
      modulus: dominantRoot(right).modulus,
      quick: delay < 2,
    };
  }),
);

/** z + e = 0 for a window, z^T + (e / T)(z^(T - 1) + ... + 1) = 0 for an average. */
const miners = (
  [
    ["window", 4],
    ["average", 1],
    ["average", 4],
    ["average", 8],
  ] as const
).flatMap(([rule, length]) =>
  MINERS.map((relative): Case => {
    const elasticity = relative * critical(rule, length);
    const order = rule === "window" ? 1 : length;
    return {
      name: `C8, ${rule === "window" ? "per window" : `average over ${length}`}`,
      scenario: "elastic-miners",
      set: { rule, length, elasticity, start: 1, miners: 100_000_000 },
      relative,
      modulus: dominantRoot(new Array<number>(order).fill(-elasticity / order)).modulus,
      quick: rule === "average" && (length === 1 || relative > 1),
    };
  }),
);

export const resonanceFlips: Target = {
  id: "Flips",
  title: "The verdict of the frequency response flips at the thresholds of elastic miners and of the fee market",
  source: "C8: Noda, Okumura, Hashimoto 2020; C9: Leonardos et al. 2023; roots: derived",
  scenario: "fee-market",
  decides: "contract and policy",
  async measure(evaluate, scale) {
    const claims: Claim[] = [];
    for (const one of [...fees, ...miners].filter(({ quick }) => quick || scale === "full")) {
      const { verdict, pole } = await respond(evaluate, one.scenario, one.set);
      const where = `${one.name}, elasticity ${one.relative} x critical`;
      claims.push(
        {
          claim: `${where}: self-exciting (1) or not (0)`,
          prediction: Number(one.relative > 1),
          measured: exactly(Number(verdict === "self-exciting")),
          tolerance: 0,
        },
        {
          claim: `${where}: |lambda|`,
          prediction: one.modulus,
          measured: exactly(pole.modulus),
          tolerance: TOLERANCE,
        },
      );
    }
    const late = await respond(evaluate, "fee-market", { ...fees[0]!.set, delay: 1 });
    claims.push({
      claim: "control: what is stable without delay is so one block late",
      prediction: 0,
      measured: exactly(Number(late.verdict === "self-exciting")),
      tolerance: 0,
      control: true,
    });
    return claims;
  },
};

async function respond(evaluate: Evaluate, name: Case["scenario"], set: Case["set"]): Promise<Response> {
  const { scenario } = await loadScenario(name);
  // one user asks for all there is; a generation of two blocks is one header, or one window of them
  const [agents, blocks] = name === "fee-market" ? [{ agents: 1 }, 50] : [{}, 2];
  const bench = benchOn(evaluate, { scenario: name, engine: "fast", set, ...agents });
  const options = { seed: "1", blocks, amplitude: AMPLITUDE, ring: 100, samples: 24, frequencies: 3 };
  const [found] = await resonances(bench, scenario, options);
  return found!.response;
}
