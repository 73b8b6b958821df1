import { maxOf } from "../core/many.ts";
import { InputError } from "../core/errors/errors.ts";
import { deviatingSpecies } from "../goals/index.ts";
import type { Results } from "../runs/evaluations.ts";
import type { JobPool } from "../jobs/job.ts";
import { measureUnits, rangesOf, type MeasureUnits } from "../scenario/measures.ts";
import type { Design } from "../scenario/parameters.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Verdict } from "../stats/estimate.ts";
import type { RefinedRareEvent } from "../stats/refined-rare-event.ts";
import { benchOn, type BenchOptions, type BenchProgress, type Subject } from "./runner.ts";
import { priceOfAnarchy, requireStrategies, type Anarchy } from "./anarchy.ts";
import { compare, type Comparison } from "./comparison.ts";
import { deviationFailures, deviationRows, partedLimits } from "./deviation-goals.ts";
import { deviations, gainVerdict, type Deviation } from "./equilibrium.ts";
import { keepFailures, keptCase, readCases, type FailingCase } from "./failing-cases.ts";
import { verdictOfAttack, type KnownAttack } from "./known-attacks.ts";
import { limitsOf } from "./limits.ts";
import { DEVIATION_SEEDS, POPULATIONS, whatItBuys, type Plan } from "./plan.ts";
import { rareFailure } from "./rare.ts";
import { forcing, resonances, resonanceVerdict, SWEEPS, type Resonance } from "./resonance.ts";
import { resonanceSweeps, sweptFactors, type ResonanceSweep } from "./resonance-sweep.ts";
import { sensitivity, type Sensitivity } from "./sensitivity.ts";
import { signOff, type SignOff, type SignOffInput } from "./sign-off.ts";
import { together } from "./spec.ts";
import { termsOf } from "../evaluation/measurement.ts";
import { requireSomethingToSearch, searchWorst, type WorstFound } from "./worst.ts";
import { cornerWorlds } from "./conditions.ts";

/** Everything that one verification found. */
export interface Verification {
  readonly scenario: string;
  readonly title: string;
  /** Of the scenario's measures. */
  readonly units: MeasureUnits;
  readonly subject: Subject;
  readonly seed: string;
  readonly plan: Plan;
  /** What the plan's runs can show, in a sentence. */
  readonly buys: string;
  readonly verdict: Verdict;
  /** What has the verdict that the whole has, of all that was asked. */
  readonly decidedBy: readonly string[];
  readonly signOff: SignOff;
  /** Findings of earlier attacks, played before anything else. */
  readonly attacks?: readonly KnownAttack[];
  readonly worst?: WorstFound;
  readonly resonance?: readonly Resonance[];
  /** The response over parameters of the design; told, not judged. */
  readonly resonanceSweeps?: readonly ResonanceSweep[];
  readonly equilibrium?: { readonly max?: number; readonly deviations: readonly Deviation[] };
  /** What joint strategies would earn beyond what evolved; told, not judged. */
  readonly anarchy?: Anarchy;
  readonly sensitivity?: Sensitivity;
  readonly comparison?: Comparison;
  /** Probability that a run breaks a limit. */
  readonly rare?: RefinedRareEvent;
  /** Failing cases that were new. */
  readonly kept: readonly FailingCase[];
}

/** What is looked into besides the spec sheet. */
export interface Questions {
  /** Search the uncontrollable variables, or the agents' strategies as well. */
  readonly worst?: "world" | "strategies";
  readonly resonance?: {
    readonly force?: readonly string[];
    readonly amplitude?: number;
    /** Parameters over which the response is told as well. */
    readonly sweep?: readonly string[];
  };
  /** `most`: the gain that a design may leave to a deviation; without it the gain is told and not judged. */
  readonly equilibrium?: { readonly max?: number };
  /** The price of anarchy: the surplus of the best joint strategies found, over that of what evolves. */
  readonly anarchy?: boolean;
  readonly sensitivity?: boolean;
  readonly rare?: boolean;
  /** Another design, to compare with. */
  readonly baseline?: { readonly [parameter: string]: string | number };
}

export interface VerifyInput {
  readonly plan: Plan;
  readonly seed: string;
  /** The subject's design, with its defaults. */
  readonly design: Design;
  readonly questions?: Questions;
  /** Findings of earlier attacks, as they were played against this design. */
  readonly attacks?: readonly KnownAttack[];
  /** Where failing cases are kept. */
  readonly folder: string;
  readonly pool: JobPool;
  readonly results?: Results;
  readonly signal?: AbortSignal;
  readonly onStart?: (text: string) => void;
  readonly onProgress?: (progress: BenchProgress) => void;
  /** The spec sheet as it stands, whenever it may be another one. */
  readonly onRows?: SignOffInput["onRows"];
  /** As soon as a job has failed, while others go on. */
  readonly onFault?: BenchOptions["onFault"];
}

/** Points of a level and repeats of the first stage, by effort; with fewer than 8 repeats there is no second. */
const RARE = { quick: [20, 3], standard: [100, 10], thorough: [300, 10] } as const;

/**
 * Verifies a design: the spec sheet, and whatever else is asked. Throws InputError VERIFY_NO_GOALS where there is nothing
 * to hold it against and nothing else is asked.
 */
export async function verifyDesign(scenario: Scenario, subject: Subject, input: VerifyInput): Promise<Verification> {
  const { plan, seed, folder, questions = {}, attacks = [], pool, results, signal, onProgress } = input;
  const all = limitsOf(scenario.goals, plan.share);
  const { told: limits, searched } = partedLimits(all);
  if (
    all.length + attacks.length === 0 &&
    Object.values(questions).every((asked) => asked === undefined || asked === false)
  )
    throw InputError.of("VERIFY_NO_GOALS", {
      where: `scenario ${scenario.name}`,
      found: scenario.goals.length === 0 ? "no goals" : "objectives only",
    });
  const { sweep = [], ...forced } = questions.resonance ?? {};
  if (questions.resonance) {
    forcing(scenario, forced.force);
    sweptFactors(scenario, input.design, sweep);
  }
  const environment = scenario.base.environment;
  if (questions.worst) requireSomethingToSearch(scenario, questions.worst, limits.length);
  if (questions.anarchy) requireStrategies(scenario);
  const corners = limits.length === 0 ? 0 : cornerWorlds(environment, plan.corners, seed).length;
  const buys = whatItBuys(
    plan,
    all.length,
    corners > 1 ? corners : 0,
    limits.length === 0 ? plan.share : maxOf(limits.map(({ required }) => required)),
  );
  input.onStart?.(`${scenario.base.title}\n${buys}`);
  const options = {
    pool,
    ...(results && { results }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(input.onFault && { onFault: input.onFault }),
  };
  const bench = benchOn(subject, options);
  const kept = readCases(folder, scenario.name).map(keptCase);
  // The confidence of the whole verdict is shared among all goals, whichever way each is measured.
  const shareOf = (goals: number): number => 1 - (1 - plan.confidence) * (goals / Math.max(1, all.length));
  const told = { ...plan, confidence: shareOf(limits.length) };
  const counts = Object.fromEntries([...scenario.species].map(([name, { count }]) => [name, count]));
  const { agents } = subject;
  const terms = termsOf({
    generations: subject.generations ?? scenario.base.sizes.generations,
    agents: typeof agents === "number" ? { all: agents } : { ...counts, ...agents },
  });
  const found = await signOff(bench, {
    scenario,
    terms,
    limits,
    searched,
    environment,
    plan: told,
    seed,
    kept,
    ...(input.onRows && { onRows: input.onRows }),
  });

  const worst =
    questions.worst &&
    (await searchWorst(bench, {
      scenario,
      limits,
      budget: plan.search,
      seed,
      strategies: questions.worst === "strategies",
    }));
  const response = {
    seed,
    blocks: subject.blocks ?? scenario.base.sizes.blocks,
    confidence: plan.confidence,
    ...SWEEPS[plan.effort],
    ...forced,
  };
  const resonance = questions.resonance && (await resonances(bench, scenario, response));
  const swept = await resonanceSweeps(bench, scenario, sweep, { subject, design: input.design, options: response });
  const [searchSeeds, freshSeeds] = DEVIATION_SEEDS[plan.effort];
  const named = [...new Set(searched.map(({ measure }) => deviatingSpecies(measure)!))];
  const equilibrium = (questions.equilibrium !== undefined || searched.length > 0) && {
    ...questions.equilibrium,
    deviations: await deviations(bench, {
      scenario,
      seed,
      budget: plan.search,
      searchSeeds,
      freshSeeds,
      populations: POPULATIONS[plan.effort],
      confidence: searched.length > 0 ? shareOf(searched.length) : plan.confidence,
      ...(!questions.equilibrium && { species: named }),
    }),
  };
  const rows = deviationRows(searched, equilibrium ? equilibrium.deviations : []);
  const anarchy =
    questions.anarchy &&
    (await priceOfAnarchy(bench, {
      scenario,
      seed,
      budget: plan.search,
      searchSeeds,
      freshSeeds,
      populations: POPULATIONS[plan.effort],
      confidence: plan.confidence,
    }));
  const sensitive =
    questions.sensitivity && (await sensitivity(bench, subject, { scenario, design: input.design, plan, seed }));
  const { generations = scenario.base.sizes.generations, blocks = scenario.base.sizes.blocks } = subject;
  const [points, repeats] = RARE[plan.effort];
  const rare =
    questions.rare &&
    (await rareFailure(bench, {
      limits,
      environment,
      blocks: generations * blocks,
      seed,
      points,
      repeats,
      confidence: plan.confidence,
    }));
  const baseline =
    questions.baseline &&
    (await signOff(benchOn({ ...subject, set: questions.baseline }, options), {
      scenario,
      terms,
      limits,
      environment,
      plan: told,
      seed,
    }));

  const spec = together([found.verdict, ...rows.map((row) => row.verdict)]);
  const parts: (readonly [string, Verdict])[] = [
    ["the spec sheet", spec],
    ...(attacks.length > 0 ? [["known attacks", together(attacks.map(verdictOfAttack))] as const] : []),
    ...(worst?.failed ? [["the worst case", "not met"] as const] : []),
    ...(resonance ? [["the frequency response", resonanceVerdict(resonance)] as const] : []),
    ...(equilibrium && equilibrium.max !== undefined
      ? [["what a deviation gains", gainVerdict(equilibrium.deviations, equilibrium.max)] as const]
      : []),
  ];
  const verdict = together(parts.map(([, one]) => one));
  const searchedOut = [
    ...(worst?.failure ? [worst.failure] : []),
    ...deviationFailures(searched, equilibrium ? equilibrium.deviations : []),
  ];
  const failures = [...found.failures, ...searchedOut.map((one) => ({ ...one, origin: "search" as const }))];
  return {
    scenario: scenario.name,
    title: scenario.base.title,
    units: measureUnits(scenario.measures),
    subject,
    seed,
    plan,
    buys,
    verdict,
    decidedBy: parts.filter(([, one]) => one === verdict).map(([name]) => name),
    signOff: {
      ...found,
      spec: [...found.spec, ...rows],
      verdict: spec,
    },
    ...(attacks.length > 0 && { attacks }),
    ...(worst && { worst }),
    ...(resonance && { resonance }),
    ...(swept.length > 0 && { resonanceSweeps: swept }),
    ...(equilibrium && { equilibrium }),
    ...(anarchy && { anarchy }),
    ...(rare && { rare }),
    ...(sensitive && { sensitivity: sensitive }),
    ...(questions.baseline &&
      baseline && {
        comparison: compare(questions.baseline, baseline, found, plan.confidence, rangesOf(scenario.measures)),
      }),
    kept: keepFailures(folder, scenario.name, subject, failures, all, measureUnits(scenario.measures)),
  };
}
