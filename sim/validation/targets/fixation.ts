import { fermiFixation, moranFixation, SEATS } from "../../scenarios/fixation.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

interface Case {
  readonly process: "moran" | "fermi";
  /** Work of a mutant; 1 is neutral. */
  readonly work: number;
}

const INTENSITY = 5;
/** In few populations only a great difference is told from none. */
const CASES: Readonly<Record<Scale, readonly Case[]>> = {
  quick: [
    { process: "fermi", work: 4 },
    { process: "moran", work: 4 },
  ],
  full: [
    { process: "moran", work: 1 },
    { process: "fermi", work: 1 },
    { process: "fermi", work: 2 },
    { process: "moran", work: 2 },
  ],
};
/** 60 and 1,000 populations. */
const SIZES = {
  quick: { seeds: 3, agents: 20 * SEATS, generations: 120, tolerance: 0.25 },
  full: { seeds: 10, agents: 100 * SEATS, generations: 240, tolerance: 0.1 },
} as const;

export const fixation: Target = {
  id: "Fixation",
  title: "One who works more takes over with the probability of Moran's process, and of pairwise comparison",
  source: "Moran 1958; Traulsen, Nowak, Pacheco 2006",
  scenario: "fixation",
  decides: "policy",
  async measure(evaluate, scale) {
    const { tolerance } = SIZES[scale];
    const claims: Claim[] = [];
    for (const { process, work } of CASES[scale]) {
      const prediction = process === "moran" ? moranFixation(work) : fermiFixation(work, INTENSITY);
      const measured = await taken(evaluate, scale, { process, work });
      const name = process === "moran" ? "evolve(roulette, steady)" : `imitate(fermi(${INTENSITY}), steady)`;
      claims.push({ claim: `${name}, r = ${work}: fixation`, prediction, measured, tolerance });
    }
    const fit = claims.at(-1)!;
    return [
      ...claims,
      { ...fit, claim: "control: who works more has no better chance", prediction: 1 / SEATS, control: true },
    ];
  },
};

async function taken(evaluate: Evaluate, scale: Scale, { process, work }: Case): Promise<Claim["measured"]> {
  const { seeds: n, agents, generations } = SIZES[scale];
  const results = await evaluate(
    seeds(n).map((seed) => ({
      scenario: "fixation",
      engine: "fast",
      seed,
      agents,
      generations,
      set: { process, work, intensity: INTENSITY },
    })),
  );
  const sum = (measure: string): number => results.reduce((total, { measures }) => total + measures[measure]!, 0);
  return clopperPearson(sum("fixed"), sum("fixed") + sum("lost"), CONFIDENCE);
}
