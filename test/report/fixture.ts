import { exp } from "../../sim/core/math.ts";
import { Random } from "../../sim/core/random.ts";
import type {
  AgentRecord,
  BlockRecord,
  GenerationRecord,
  Manifest,
  Measurement,
  Recorder,
  SpeciesRecord,
} from "../../sim/core/history.ts";
import { hashJson } from "../../sim/runs/json.ts";

export interface FixtureOptions {
  readonly seed?: string;
  readonly generations?: number;
  readonly miners?: number;
  readonly freeriders?: number;
  readonly blocks?: number;
  /** A word put wherever a scenario's author could put one. */
  readonly hostile?: string;
}

const GENOME = { work: [0, 8], stake: [10, 1000], mode: ["submit", "claim", "forge"] } as const;
const PREDICTED_WORK = 3.0;

/** A run that never was, of the kind that hash-rate makes: work converges to what theory predicts, forging dies out. */
export function manifestOf(options: FixtureOptions = {}): Manifest {
  const { seed = "7", generations = 40, miners = 48, freeriders = 16, blocks = 25, hostile = "" } = options;
  return {
    inputs: {
      scenario: `hash-rate${hostile}`,
      sourceHash: hashJson("source"),
      design: { blockReward: "50000000000000000000", stakeThreshold: "100000000000000000000", [`share${hostile}`]: 24 },
      conditions: { corner: "nominal" },
      seed,
      sizes: {
        generations,
        blocks: generations * blocks,
        agents: { [`miner${hostile}`]: miners, freerider: freeriders },
      },
      engine: "batched",
      hardfork: "cancun",
    },
    versions: { rewardscape: "0.1.0", hardhat: "3.17.0", solc: "0.8.37", node: "26.10.0" },
    title: `Maximize hash rate, stake at least the threshold${hostile}`,
    life: "continuous",
    fallbacks: [],
    predictions: [
      { measure: "meanWork", value: PREDICTED_WORK, source: `Tullock contest: R (n - 1) / (n^2 c)${hostile}` },
      { measure: "hashRate", value: PREDICTED_WORK * miners, source: "n times the work of each at the Nash point" },
    ],
    goals: [
      { measure: "hashRate", kind: "maximize", statistic: "mean", text: `maximize hashRate${hostile}` },
      { measure: "issuance", kind: "atMost", bound: 55, statistic: "mean", text: "issuance at most 55 tokens a block" },
      { measure: "gini", kind: "atMost", bound: 0.2, statistic: "quantile(0.95)", text: "gini at most 0.2" },
      {
        measure: "meanWork",
        kind: "within",
        bound: 2.5,
        upper: 3.5,
        statistic: "mean",
        text: "meanWork within 2.5 and 3.5",
      },
    ],
    genes: {
      [`miner${hostile}`]: [
        { name: `work${hostile}`, kind: "real", min: GENOME.work[0], max: GENOME.work[1], scale: "linear" },
        { name: "stake", kind: "real", min: GENOME.stake[0], max: GENOME.stake[1], scale: "log" },
        { name: "mode", kind: "choice", choices: [...GENOME.mode] },
      ],
      freerider: [{ name: "patience", kind: "integer", min: 0, max: 20, scale: "linear" }],
    },
    measures: [
      { name: "hashRate", unit: `hashes/block${hostile}`, about: "work spent by all miners in a block" },
      { name: "issuance", unit: "tokens/block", about: "tokens minted in a block" },
      { name: "gini", unit: "1", about: "concentration of wealth: 0 all equal, 1 one has all" },
      { name: "meanWork", unit: "hashes/block", about: "work of the mean miner" },
    ],
  };
}

const wei = (units: number): string => `${BigInt(Math.round(units * 1e6)) * 10n ** 12n}`;

/** Hands a synthetic history to a recorder, from generation `from` on and until `until`. */
export function play(recorder: Recorder, options: FixtureOptions = {}, from = 0, until = Infinity): void {
  const manifest = manifestOf(options);
  const { generations } = manifest.inputs.sizes;
  recorder.begin(manifest);
  for (let g = from; g < Math.min(generations, until); g++) {
    for (const block of blocksOf(manifest, g)) recorder.block(block);
    recorder.generation(generationOf(manifest, g), new TextEncoder().encode(`state after ${g}`));
  }
  if (until >= generations) recorder.end(measurementOf(manifest));
}

export function* blocksOf(manifest: Manifest, generation: number, calls = 64): Iterable<BlockRecord> {
  const { sizes, seed } = manifest.inputs;
  const perGeneration = Math.round(sizes.blocks / sizes.generations);
  for (let i = 0; i < perGeneration; i++) {
    const number = generation * perGeneration + i;
    const random = Random.of(seed, "block").at(number);
    const bytes = new Uint8Array(64 + calls * 176);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, number);
    // As a call of hash-rate looks: few senders, one target, a nonce of 32 bits, an amount of 16 bits; the rest zero.
    for (let c = 0; c < calls; c++) {
      const at = 64 + c * 176;
      for (let k = 0; k < 5; k++) view.setInt32(at + k * 4, hash32(random.integer(64) * 8 + k));
      for (let k = 0; k < 5; k++) view.setInt32(at + 20 + k * 4, hash32(1000 + k));
      view.setInt32(at + 104, random.bits());
      view.setUint16(at + 142, random.integer(65536));
    }
    yield { number, generation, bytes };
  }
}

const hash32 = (n: number): number => Math.imul(n + 1, 0x9e3779b9) ^ Math.imul(n + 7, 0x85ebca6b);

export function generationOf(manifest: Manifest, generation: number): GenerationRecord {
  const { sizes, seed } = manifest.inputs;
  const perGeneration = Math.round(sizes.blocks / sizes.generations);
  const [miner, freerider] = Object.keys(sizes.agents) as [string, string];
  const random = Random.of(seed, "generation").at(generation);
  const normal = (): number => Array.from({ length: 12 }, () => random.unit()).reduce((a, b) => a + b, -6);
  // Everything relaxes towards its end with a time of eight generations.
  const left = exp(-generation / 8);
  const total = sizes.agents[miner]! + sizes.agents[freerider]!;
  const riders = Math.max(2, Math.round(sizes.agents[freerider]! * (0.25 + 0.75 * left)));
  const miners = total - riders;

  const agents: AgentRecord[] = [];
  for (let slot = 0; slot < miners; slot++) {
    const work = clamp(PREDICTED_WORK - 2.2 * left + normal() * (0.25 + 1.6 * left), 0, 8);
    const stake = clamp(100 * exp(0.25 + left + normal() * (0.15 + left)), 10, 1000);
    const draw = random.unit();
    const mode = draw < 0.3 * left ? 2 : draw < 0.3 * left + 0.35 ? 1 : 0;
    const earned = stake < 100 ? 0 : 50 * perGeneration * (work / (PREDICTED_WORK * miners)) * (mode === 2 ? 0.3 : 1);
    const cost = work * perGeneration * 0.18;
    agents.push(
      agent(miner, slot, generation, [work, stake, mode], earned, mode === 2 ? -stake * 0.1 : 2, cost, stake),
    );
  }
  for (let slot = 0; slot < riders; slot++) {
    const patience = Math.round(clamp(10 - 6 * (1 - left) + normal() * 3, 0, 20));
    agents.push(agent(freerider, slot, generation, [patience], 2 + normal(), 0, 1, 30 + 4 * normal()));
  }
  const wealth = agents.map((a) => Number(a.wealth) / 1e18).sort((a, b) => a - b);
  const work = agents.filter((a) => a.species === miner).map((a) => a.genome[0]!);
  return {
    generation,
    firstBlock: generation * perGeneration,
    lastBlock: (generation + 1) * perGeneration - 1,
    actions: total * perGeneration,
    outcomes: {
      succeeded: Math.round(total * perGeneration * (0.97 - 0.25 * left)),
      reverted: Math.round(total * perGeneration * 0.25 * left),
      rejected: Math.round(total * perGeneration * 0.01),
      notIncluded: Math.round(total * perGeneration * 0.02),
    },
    species: [speciesOf(manifest, miner, agents, generation), speciesOf(manifest, freerider, agents, generation)],
    measures: {
      hashRate: work.reduce((a, b) => a + b, 0),
      issuance: 50 + normal() * 0.5,
      gini: giniOf(wealth),
      meanWork: work.reduce((a, b) => a + b, 0) / work.length,
    },
    agents,
    eventLogHash: hashJson({ seed, generation }),
  };
}

function agent(
  species: string,
  slot: number,
  generation: number,
  genome: readonly number[],
  balances: number,
  positions: number,
  cost: number,
  stake: number,
): AgentRecord {
  const fitness = balances + positions - cost;
  return {
    species,
    slot,
    birth: generation * 4 + slot,
    group: Math.floor(slot / 4),
    genome,
    fitness: wei(fitness),
    parts: { balances: wei(balances), positions: wei(positions), utility: "0", cost: wei(cost) },
    wealth: wei(Math.max(0, stake + balances * 4)),
  };
}

function speciesOf(manifest: Manifest, name: string, all: readonly AgentRecord[], generation: number): SpeciesRecord {
  const agents = all.filter((a) => a.species === name);
  const fitness = agents.map((a) => Number(a.fitness) / 1e18);
  return {
    species: name,
    agents: agents.length,
    births: generation === 0 ? agents.length : Math.round(agents.length / 3),
    deaths: Math.round(agents.length / 3),
    fitness: { best: Math.max(...fitness), mean: mean(fitness), worst: Math.min(...fitness) },
    genes: manifest.genes[name]!.map((gene, i) => {
      const values = agents.map((a) => a.genome[i]!);
      const shares = gene.choices?.map((_, k) => values.filter((v) => v === k).length / values.length);
      return { name: gene.name, mean: mean(values), deviation: deviation(values), ...(shares && { choices: shares }) };
    }),
  };
}

export function measurementOf(manifest: Manifest, interrupted = false): Measurement {
  const { sizes, seed } = manifest.inputs;
  const last = generationOf(manifest, sizes.generations - 1);
  const half = { hashRate: 4.1, issuance: 0.2, gini: 0.02, meanWork: 0.09 } as { [name: string]: number };
  const met: { [measure: string]: boolean | undefined } = { issuance: true, gini: false, meanWork: true };
  const n = Math.round(sizes.generations / 2);
  return {
    measures: last.measures,
    goals: manifest.goals.map((goal) => {
      const measured = last.measures[goal.measure]!;
      const by = half[goal.measure]!;
      return { ...goal, measured, low: measured - by, high: measured + by, n, met: met[goal.measure] };
    }),
    predictions: manifest.predictions.map((prediction) => {
      const measured = last.measures[prediction.measure]!;
      const by = half[prediction.measure]!;
      return { ...prediction, measured, low: measured - by, high: measured + by, n };
    }),
    conservation: {
      checks: sizes.generations,
      tokens: [{ token: "WORK", supply: "1050000000000000000000000", held: "1050000000000000000000000" }],
      solvency: [{ name: "mine", funded: "51250000000000000000000", owed: "51250000000000000000000" }],
    },
    convergence: [
      {
        species: Object.keys(sizes.agents)[0]!,
        gene: "work",
        converged: true,
        test: "slope of the mean over the last half, in standard errors",
        statistic: 0.8,
        threshold: 1.96,
        initialDependence: 0.03,
      },
    ],
    eventLogHash: hashJson({ seed, generation: sizes.generations - 1 }),
    generations: sizes.generations,
    blocks: sizes.blocks,
    actions: last.actions * sizes.generations,
    interrupted,
    throughput: {
      seconds: 21.4,
      actionsPerSecond: 9300,
      microseconds: { engine: 88, policies: 6.1, simulator: 2.4 },
      resumedGenerations: 0,
      secondsSaved: 0,
    },
  };
}

function giniOf(sorted: readonly number[]): number {
  const sum = sorted.reduce((a, b) => a + b, 0);
  const weighted = sorted.reduce((a, w, i) => a + w * (i + 1), 0);
  return sum === 0 ? 0 : (2 * weighted) / (sorted.length * sum) - (sorted.length + 1) / sorted.length;
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) * (v - centre))));
}
