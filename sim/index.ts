/**
 * The public interface of Rewardscape: what a scenario is written with, and nothing else. The built-in scenarios import
 * from here alone; whatever is not listed here may change without notice.
 *
 * @example
 * export default scenario("stream", {
 *   title: "Stakers share a stream of rewards",
 *   parameters: { reward: parameter.wei(ether(600), { min: 0n, max: ether(1000), about: "reward of a run, wei" }) },
 *   sizes: { generations: 20, blocks: 50 },
 *   deploy: ({ contract }) => ({ stream: contract("Stream", []) }),
 * }).species("staker", {
 *   count: 16,
 *   genome: { stake: real(0, 10) },
 *   adaptation: evolve({ select: tournament(2), mutate: gaussian(0.1) }),
 *   act: ({ c, genome }) => [c.stream.stake(ether(genome.stake))],
 * });
 */

// --- a scenario, and the parameters of its design ---
export {
  scenario,
  type ActorSpec,
  type DeployInput,
  type DeployOptions,
  type EntryState,
  type PredictionSpec,
  type Scenario,
  type Sizes,
  type SpeciesSpec,
} from "./scenario/scenario.ts";
export { type ExternalArtifact, type Libraries } from "./scenario/external-artifact.ts";
export { parameter, type Design, type DesignOf } from "./scenario/parameters.ts";
/** The chain's first state: of a live chain, or from a file. */
export { allocation, fork, type ForkOptions, type Genesis, type Overrides } from "./chain/fork/genesis.ts";
/** Tokens whose balances are wealth. */
export { type Token, type TokenHolding } from "./scenario/tokens.ts";
/** Units of money: `ether` gives wei, `units(6)` those of a token of 6 decimals, `units(wei)` a float for statistics. */
export { MAX, ONE, ether, shareOf, units, type TokenUnits } from "./scenario/units.ts";
/** The smallest ERC20, which its owner mints: stands in for a token that a contract asks for. */
export { mintableToken } from "./scenario/mintable-token.ts";

// --- agents: genes, policies, what they see and do ---
export {
  choice,
  integer,
  real,
  type DeclaredGenes,
  type Gene,
  type Genes,
  type GenomeOf,
  type Program,
  type ProgramGene,
} from "./scenario/genes.ts";
export { anything, program, type Anything, type ProgramOptions } from "./scenario/program-gene.ts";
export { play, type PlayInput } from "./scenario/play.ts";
export {
  read,
  type Decision,
  type Groups,
  type Heard,
  type OnDeath,
  type Order,
  type Plain,
  type PolicyInput,
  type Position,
  type Positions,
  type Self,
  type Setting,
  type Tick,
  type Views,
  type Worth,
} from "./scenario/species.ts";
/** Handles of contracts: calls, views and event filters are values until a block executes them. */
export {
  addressBytes,
  etherOf,
  type Address,
  type Call,
  type CallOptions,
  type EventFilter,
  type View,
} from "./scenario/handles.ts";
export { type Contract } from "./scenario/contract-types.ts";
export { contractAt } from "./scenario/contract-at.ts";
export { bundle } from "./scenario/bundle.ts";
export { callData, type CallData } from "./scenario/call-data.ts";

// --- adaptation: how a species changes between generations, and the operators it is made of ---
export { type Adaptation, type AdaptationInput, type ComparisonBasis, type Transition } from "./scenario/adaptation.ts";
export { evolve, type EvolveOptions } from "./population/adaptations/evolve.ts";
export { imitate, type ImitateOptions } from "./population/adaptations/imitate.ts";
export { fixed, learn } from "./population/adaptations/learn.ts";
export { replicate, type ReplicateOptions } from "./population/adaptations/replicate.ts";
export {
  constantSize,
  fermi,
  gaussian,
  geometricDecrease,
  imitateBest,
  imitateBetter,
  lineCrossover,
  noCrossover,
  noMutation,
  polynomial,
  powerDecrease,
  randomGroups,
  roulette,
  roundRobin,
  selfAdaptive,
  simulatedBinary,
  tournament,
  trialAndError,
  truncation,
  uniformCrossover,
  type Crossover,
  type Grouping,
  type Imitation,
  type Learning,
  type Mutation,
  type MutationOptions,
  type Schedule,
  type Selection,
  type TrialAndErrorOptions,
} from "./population/operators/index.ts";

// --- environment: random processes that nobody controls ---
export {
  constant,
  environment,
  geometricBrownian,
  jumps,
  lognormal,
  meanReverting,
  normal,
  poissonArrivals,
  range,
  recorded,
  uniform,
  type GeometricBrownianOptions,
  type JumpOptions,
  type MeanRevertingOptions,
  type PoissonArrivalsOptions,
  type Process,
  type RecordedOptions,
  type Uncertain,
} from "./environment/index.ts";

// --- measures and goals ---
export { welfare } from "./scenario/welfare.ts";
export { mean, sum, type Measure, type PopulationMeasure, type PopulationView } from "./scenario/measures.ts";
export { maxOf, minOf } from "./core/many.ts";
/** Gini coefficient of non-negative amounts: 0 when all are equal, near 1 when one holds all. */
export { gini } from "./stats/inequality.ts";
export {
  atLeast,
  atMost,
  inOrder,
  maximize,
  minimize,
  over,
  weighted,
  within,
  type Constraint,
  type Goal,
  type Objective,
  type Statistic,
} from "./goals/index.ts";

// --- arithmetic that gives the same bits on every platform, and streams of random numbers ---
export { cos, exp, log, pow, sin } from "./core/math.ts";
export { Random } from "./core/random.ts";
/** The angle of a vector, from -pi to pi. */
export { angleOf } from "./stats/angle.ts";
/** Proof of work for policies: the nonces among `hashes` tries that are shares. */
export { grind } from "./scenario/proof-of-work.ts";
