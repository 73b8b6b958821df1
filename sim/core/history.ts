/**
 * What an evaluation tells while it goes: plain data, no chain and no policy in it. The recorder is handed blocks and
 * generations in order; a run that is killed and resumed hands over the same ones again.
 */

/** JSON as it is stored: bigint amounts are decimal strings of wei. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type LifeKind = "continuous" | "episodic";

/** Everything that made a result. What is under `inputs` is hashed to name it; the rest is for people. */
export interface Manifest {
  readonly inputs: {
    readonly scenario: string;
    /** sha256 over all that decides the result: see `sources`. */
    readonly sourceHash: string;
    readonly design: { readonly [parameter: string]: Json };
    readonly conditions: Json;
    readonly seed: string;
    readonly sizes: {
      readonly generations: number;
      readonly blocks: number;
      readonly agents: { readonly [species: string]: number };
    };
    /** The engine that executed, which is not the one asked for after a fallback. */
    readonly engine: string;
    readonly hardfork: string;
  };
  /** sha256 of each module, file, package and contract that the source hash is of; absent from stores of formats 1 and 2. */
  readonly sources?: { readonly [name: string]: string };
  /** sha256 over the code among them, without what design and seed put into it. */
  readonly code?: string;
  readonly versions: {
    readonly rewardscape: string;
    readonly hardhat: string;
    /** Of all contracts that the run deployed, as in "0.5.16+commit.9c3226ce, 0.8.37+commit.f401782d". */
    readonly solc: string;
    readonly node: string;
  };
  /** How a command of the project names the scenario: the path of its file where its name alone would not find it. */
  readonly reference?: string;
  readonly title: string;
  readonly life: LifeKind;
  readonly fallbacks: readonly { readonly reason: string; readonly contract: string }[];
  /** What theory predicts, where the scenario says so. */
  readonly predictions: readonly Prediction[];
  readonly goals: readonly GoalStatement[];
  readonly genes: { readonly [species: string]: readonly GeneStatement[] };
  readonly measures: readonly { readonly name: string; readonly unit: string; readonly about: string }[];
  /** Parameters of the design that are amounts, in wei; earlier versions do not say. */
  readonly wei?: readonly string[];
}

export interface GeneStatement {
  readonly name: string;
  readonly kind: "real" | "integer" | "choice";
  readonly min?: number;
  readonly max?: number;
  readonly scale?: "linear" | "log";
  readonly choices?: readonly string[];
}

export interface Prediction {
  readonly measure: string;
  readonly value: number;
  /** The formula, and where it was published. */
  readonly source: string;
}

export interface GoalStatement {
  readonly measure: string;
  readonly kind: "maximize" | "minimize" | "atMost" | "atLeast" | "within";
  readonly bound?: number;
  readonly upper?: number;
  /** As in `mean`, `quantile(0.95)`, `worst`, `probability(0.9)`. */
  readonly statistic: string;
  readonly text: string;
}

/** One agent at the end of a generation. */
export interface AgentRecord {
  readonly species: string;
  readonly slot: number;
  /** Counts births of the species from 0; names the agent and its addresses. */
  readonly birth: number;
  readonly group: number;
  /** In the order of the species' genes; a choice is its index. */
  readonly genome: readonly number[];
  /** Wei in the numeraire, decimal: change of balances, change of positions, off-chain utility, off-chain cost. */
  readonly fitness: string;
  readonly parts: {
    readonly balances: string;
    readonly positions: string;
    readonly utility: string;
    readonly cost: string;
  };
  /** Balances and positions at the end of the generation, wei in the numeraire, decimal. */
  readonly wealth: string;
}

export interface SpeciesRecord {
  readonly species: string;
  readonly agents: number;
  readonly births: number;
  readonly deaths: number;
  /** Fitness in whole units of the numeraire (wei / 1e18). */
  readonly fitness: { readonly best: number; readonly mean: number; readonly worst: number };
  /** Mean of each gene (share of each choice for a choice gene is in `choices`). */
  readonly genes: readonly {
    readonly name: string;
    readonly mean: number;
    readonly deviation: number;
    readonly choices?: readonly number[];
  }[];
}

/** When a call is made: in a block, by new agents before their first block, or by those that leave. */
export type CallMoment = "block" | "birth" | "exit";

/** How many calls used how much gas. */
export interface GasCounts {
  readonly min: number;
  readonly max: number;
  /** Of a bin, in gas: 1 where values are told apart exactly, else a power of two. */
  readonly width: number;
  /** Gas divided by the width, rounded down, and calls; ascending. */
  readonly bins: readonly (readonly [bin: number, calls: number])[];
}

/** Gas that calls of a function used in a run, whoever made them, as gas reports of test runners tell it. */
export interface FunctionGas {
  /** As in `vault.deposit`. */
  readonly function: string;
  /** Executed ones, reverted ones among them. */
  readonly calls: number;
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly max: number;
  /** How far the median may be off; absent where it is exact. */
  readonly within?: number | undefined;
}

/** How the calls of one caller to one function ended. */
export interface FunctionOutcomes {
  /** A species, or an actor as in `actor keeper`. */
  readonly caller: string;
  /** As in `vault.deposit`. */
  readonly function: string;
  readonly when: CallMoment;
  readonly succeeded: number;
  readonly reverted: number;
  readonly rejected: number;
  readonly notIncluded: number;
  /** Used by those that were executed, refunds taken off. Absent where an engine does not know it call by call. */
  readonly gas?: number | undefined;
  /** The same call by call. Absent in measurements, which have `functionGas`, and in stores of earlier versions. */
  readonly gasCounts?: GasCounts | undefined;
  /** Why those failed that did, by the words for it. */
  readonly reasons: readonly FailureReason[];
}

export interface FailureReason {
  /** A text, a panic, the name of a custom error. */
  readonly reason: string;
  readonly count: number;
  /** The first of them with its arguments, as `NothingToLeave(5)`; absent where a reason has none. */
  readonly first?: string;
}

/** What an attacking species tried, and whether that is enough for a goal to rest on it. */
export interface Effort {
  readonly species: string;
  /** Those that it declares, or those that its policies tried. */
  readonly actions: readonly { readonly function: string; readonly succeeded: number; readonly tried: number }[];
  readonly declared: boolean;
  /** Different genomes that lived through a generation. */
  readonly genomes: number;
  /** Why goals that rest on it are untested; empty where they are not. */
  readonly untested: readonly string[];
}

/** A generation that is finished: what is in the store is never half of one. */
export interface GenerationRecord {
  readonly generation: number;
  /** First and last block of it, inclusive, births included. */
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly actions: number;
  readonly outcomes: {
    readonly succeeded: number;
    readonly reverted: number;
    readonly rejected: number;
    readonly notIncluded: number;
  };
  /** The same calls and those of births and exits, by caller and function; none in stores of earlier versions. */
  readonly functionOutcomes?: readonly FunctionOutcomes[] | undefined;
  /** Fingerprints of genomes of attacking species that nobody had before. */
  readonly newGenomes?: { readonly [species: string]: readonly string[] } | undefined;
  readonly species: readonly SpeciesRecord[];
  /** Each measure taken over this generation alone. */
  readonly measures: { readonly [name: string]: number };
  readonly agents: readonly AgentRecord[];
  /** sha256 chain over the event log up to here, hex. */
  readonly eventLogHash: string;
}

/** A generation without its agents: what is kept of all generations while a run goes on. */
export type GenerationSummary = Omit<GenerationRecord, "agents">;

/** One block as it is stored: enough to execute it again without policies. */
export interface BlockRecord {
  readonly number: number;
  readonly generation: number;
  /** Context, calls and the simulator's own part of the event log, in the canonical encoding. */
  readonly bytes: Uint8Array;
}

/** A goal held against a run: what was measured, and whether it is met. */
export interface GoalResult extends GoalStatement {
  readonly measured: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  /** Undefined for objectives, and where nothing is decided. */
  readonly met: boolean | undefined;
  /** Of a limit, by this run alone. */
  readonly verdict?: "met" | "not met" | "undecided" | undefined;
  /** What the attackers left untried, on whose doings the goal rests: it is then not met, whatever was measured. */
  readonly untested?: readonly string[] | undefined;
  /** The margin that rounding of floats could make: given where the value is no farther from its limit. */
  readonly resolution?: number | undefined;
}

/**
 * What of the fast engine's work was done on the Hardhat chain as well, and was the same there. Stores of before the
 * cross-check compared everything that pays say less: what is optional is missing there.
 */
export interface ReplayStatement {
  /** Drawn blocks; all of them have calls, where `withCalls` is there. */
  readonly blocks: number;
  /** Blocks mined in all, those of births and deaths included. */
  readonly of: number;
  /** Blocks of these that had calls. */
  readonly withCalls?: number | undefined;
  /** Drawn blocks of whose calls only some in a row were compared. */
  readonly partly?: number | undefined;
  /** Blocks that somebody asked for. */
  readonly wanted?: number | undefined;
  /** Calls in drawn blocks, and in all. */
  readonly calls: number;
  readonly ofCalls?: number | undefined;
  /** Deployments and calls of the set-up, all compared. */
  readonly deployments?: number | undefined;
  readonly setupCalls?: number | undefined;
  /** Single reads that were asked on both. */
  readonly views?: number | undefined;
  /** What is compared of each block and deployment. */
  readonly compared?: readonly string[] | undefined;
  /** How often the process that compares ended before its time and was started again. */
  readonly restarts?: number | undefined;
  /** What the comparison took beside the run, and how long it held the run up (unknown in a run's store of format 1). */
  readonly seconds: number;
  readonly waited?: number | undefined;
  /**
   * Upper bound at 95 % of the share of blocks (with calls) that could differ unseen: 3/n (rule of three) of n whole blocks;
   * 0 when all were replayed.
   */
  readonly missedBelow: number;
}

/** The end of an evaluation. Everything but `throughput` is the same for the same inputs. */
export interface Measurement {
  readonly measures: { readonly [name: string]: number };
  readonly goals: readonly GoalResult[];
  readonly predictions: readonly (Prediction & {
    readonly measured: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
  })[];
  readonly conservation: {
    readonly checks: number;
    /** Amounts in the token's smallest unit; of 18 decimals where it says nothing. */
    readonly tokens: readonly {
      readonly token: string;
      readonly decimals?: number | undefined;
      readonly supply: string;
      readonly held: string;
    }[];
    readonly solvency: readonly { readonly name: string; readonly funded: string; readonly owed: string }[];
  };
  readonly convergence: readonly {
    readonly species: string;
    readonly gene: string;
    readonly converged: boolean;
    /** Absent in runs of earlier versions, which knew two answers. */
    readonly verdict?: "converged" | "drifting" | "cannot tell";
    readonly test: string;
    readonly statistic: number;
    readonly threshold: number;
    readonly initialDependence: number;
  }[];
  /** How calls ended in the whole run; none in stores of earlier versions. */
  readonly functionOutcomes?: readonly FunctionOutcomes[] | undefined;
  /** Gas of each function, where the engine knows it call by call; none in stores of earlier versions. */
  readonly functionGas?: readonly FunctionGas[] | undefined;
  /** Of each attacking species that took part. */
  readonly effort?: readonly Effort[] | undefined;
  /** Attacking species of the scenario that did not take part. */
  readonly absent?: readonly string[] | undefined;
  readonly eventLogHash: string;
  readonly generations: number;
  readonly blocks: number;
  readonly actions: number;
  readonly interrupted: boolean;
  /** What the Hardhat chain has looked at, of a run on the fast engine. */
  readonly replay?: ReplayStatement;
  readonly throughput: {
    readonly seconds: number;
    readonly actionsPerSecond: number;
    /** Microseconds an action, by where they went. */
    readonly microseconds: { readonly engine: number; readonly policies: number; readonly simulator: number };
    readonly resumedGenerations: number;
    readonly secondsSaved: number;
  };
}

/** Where an evaluation puts its history. All methods are called in order and may throw RunError (a full disk). */
export interface Recorder {
  begin(manifest: Manifest): void;
  /** The bytes are lent: the next block is written over them. */
  block(record: BlockRecord): void;
  /** Makes the generation and all blocks before it durable, with the state needed to go on from here. */
  generation(record: GenerationRecord, checkpoint: Uint8Array): void;
  end(measurement: Measurement): void;
}

/** What a recorder holds of an earlier attempt at the same inputs. */
export interface Resumable {
  readonly generations: number;
  readonly checkpoint: Uint8Array;
  blocks(): Iterable<BlockRecord>;
  generationHash(generation: number): string;
  summaries(): Iterable<GenerationSummary>;
  readonly seconds: number;
}

/** Progress for the screen; not part of the history. */
export interface Progress {
  readonly generation: number;
  readonly generations: number;
  readonly blocks: number;
  readonly actions: number;
  readonly actionsPerSecond: number;
  readonly best: number;
  readonly mean: number;
  readonly secondsLeft: number;
}
