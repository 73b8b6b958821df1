import type { Genesis } from "../chain/fork/genesis.ts";
import { refuse } from "../core/errors/errors.ts";
import type { Hardfork } from "../core/hardfork.ts";
import type { AbiOf, ContractName } from "./contract-names.ts";
import type { Abi, AbiConstructor, AbiParametersToPrimitiveTypes } from "abitype";
import type { Environment, EnvironmentValues, Processes } from "../environment/environment.ts";
import type { AttackMeasure, DeviationMeasure, Goal } from "../goals/index.ts";
import { genesOf, type DeclaredGenes, type GenomeOf } from "./genes.ts";
import type { Adaptation } from "./adaptation.ts";
import type { Contract } from "./contract-types.ts";
import type { Address, Call, EventFilter, View } from "./handles.ts";
import type { ExternalArtifact, Libraries } from "./external-artifact.ts";
import type { TokenHolding } from "./tokens.ts";
import { callable, isObject, rule } from "./schema/rules.ts";
import { MeasureMaker } from "./measures.ts";
import type { Measures } from "./measures.ts";
import type { Design, DesignOf, Parameters } from "./parameters.ts";
import type {
  Action,
  Decision,
  Groups,
  MemoryOf,
  Observed,
  OnDeath,
  Order,
  PolicyInput,
  Positions,
  Plain,
  Role,
  Self,
  Setting,
  PolicyGenerator,
  Worth,
  Tick,
  Views,
} from "./species.ts";

type ConstructorOf<A extends Abi> =
  Extract<A[number], { type: "constructor" }> extends infer K
    ? [K] extends [never]
      ? readonly []
      : K extends AbiConstructor
        ? AbiParametersToPrimitiveTypes<K["inputs"], "inputs">
        : readonly []
    : readonly [];

/** What a deployment takes besides its arguments. */
export interface DeployOptions {
  /** Wei of ether that the constructor gets. */
  readonly value?: bigint;
  /**
   * Addresses of external libraries, by "Name" or "path/of/Source.sol:Name". One that is left out is the one of that name
   * deployed before, or else is deployed by itself.
   */
  readonly libraries?: Libraries;
}

/** What `deploy` works with. Nothing is deployed yet: addresses are known beforehand, so all of it can be checked first. */
export interface DeployInput<D> {
  readonly design: D;
  /** Deploys everything, owns the genesis supply and endows new agents; it counts in no measure of issuance. */
  readonly treasury: Address;
  /** The account of a declared actor. */
  actor(name: string): Address;
  /** How many of a species live in the run, as for predictions: what only an attacker needs stays away with it. */
  count(species: string): number;
  /** Deploys a compiled contract, by its name. */
  contract<N extends ContractName>(name: N, args: ConstructorOf<AbiOf<N>>, options?: DeployOptions): Contract<AbiOf<N>>;
  /** A contract from an artifact of your own. */
  fromArtifact<const A extends readonly unknown[]>(
    artifact: ExternalArtifact<A>,
    args: Abi extends A ? readonly unknown[] : A extends Abi ? ConstructorOf<A> : readonly unknown[],
    options?: DeployOptions,
  ): Contract<A>;
  /** A contract that another one creates, or a proxy by what stands behind it: its name, or an ABI, and its address. */
  at<N extends ContractName>(name: N, address: Address): Contract<AbiOf<N>>;
  /** The same by an ABI, where no compiled contract has it. */
  at<const A extends readonly unknown[]>(abi: A, address: Address): Contract<A>;
}

/** How long a run is unless a command says otherwise: generations, and blocks of each. */
export interface Sizes {
  readonly generations: number;
  /** Blocks of a generation. */
  readonly blocks: number;
}

/** Solvency of one promise: what was put in is what was paid, what is still owed, and at most `dust` left by rounding. */
export interface Solvency {
  readonly name: string;
  readonly funded: View<bigint>;
  readonly paid: View<bigint>;
  readonly owed: View<bigint>;
  /** Wei. */
  readonly dust: bigint;
}

/** Must hold after every block; a breach ends the run and names the block. */
export interface Invariant {
  readonly name: string;
  readonly views: (setting: Setting<Record<string, unknown>, Design>) => Views;
  readonly holds: (values: never) => boolean;
}

export interface ScenarioBase<P extends Parameters, E extends Processes, C> {
  /** One line for the list of scenarios. */
  readonly title: string;
  readonly about?: string;
  readonly parameters: P;
  readonly environment?: Environment<E>;
  readonly sizes: Sizes;
  /** `continuous`: the chain goes on. `episodic`: every generation starts from the same snapshot. */
  readonly life?: "continuous" | "episodic";
  readonly order?: Order;
  /** Seconds between blocks; 12 unless stated. */
  readonly blockTime?: number;
  /** Rules of the chain; the newest that the engines execute unless stated. */
  readonly hardfork?: Hardfork;
  /** The chain's first state: `fork(...)` of a live chain, or an `allocation(...)`; empty unless stated. */
  readonly genesis?: Genesis;
  /** Gas of a block; so large that nothing is left out unless stated. */
  readonly blockGasLimit?: number;
  /** Whether contracts may be larger than 24,576 bytes, which a real chain refuses (EIP-170, EIP-3860). */
  readonly allowUnlimitedContractSize?: boolean;
  /** Return data of successful calls goes into the event log and to the policies. Slow on *transactions*. */
  readonly returnData?: boolean;
  readonly deploy: (input: DeployInput<DesignOf<P>>) => C;
  /** Calls of the treasury once everything is deployed. */
  readonly setup?: (
    setting: Setting<C, DesignOf<P>> & {
      readonly treasury: Address;
      actor(name: string): Address;
      /** How many of a species live in the run, as for `deploy`: what they are endowed with has to be there. */
      count(species: string): number;
    },
  ) => readonly Call[];
  /** Tokens whose balances are wealth, and are checked for conservation. */
  readonly holdings?: (
    setting: Setting<C, DesignOf<P>> & { readonly env: EnvironmentValues<E> },
  ) => readonly TokenHolding[];
  /** Accounts that nobody owns and that tokens are sent to all the same, counted in conservation. */
  readonly burnAddresses?: readonly Address[];
  readonly solvency?: (setting: Setting<C, DesignOf<P>>) => readonly Solvency[];
  /**
   * What gas costs, wei of the numeraire per gas: a constant, or by design and environment, asked every block. Charged to
   * the fitness of who makes a call, executed or reverted, as a cost off chain. Nothing unless stated.
   */
  readonly gasPrice?:
    bigint | ((input: { readonly design: DesignOf<P>; readonly env: EnvironmentValues<E> }) => bigint);
  /** Whether ether balances are wealth, at which price (1e18 fixed point). Not unless stated. */
  readonly etherPrice?: bigint;
}

/** An account that does not evolve: what it sees and does in every block. */
export interface ActorSpec<C, D, E, V extends Views, M extends Plain> {
  /** An account that is there already, which acts without its key: an owner, a whale of a live chain. */
  readonly at?: Address;
  /** Wei of ether it starts with; what is there already where it stands `at` an address, and otherwise none. */
  readonly ether?: bigint;
  readonly memory?: M;
  /** Reads that are answered before each decision. */
  readonly observe?: (setting: Setting<C, D> & { readonly self: Address }) => V;
  /** Its calls go before those of the agents. */
  readonly act: (
    input: PolicyInput<C, D, E, Record<string, never>, V, EventFilter, MemoryOf<M>>,
  ) => Decision<MemoryOf<M>> | readonly Call[] | PolicyGenerator<MemoryOf<M>>;
}

/** A kind of agent: how many, what evolves, how it adapts, what it sees, does and owns. */
export interface SpeciesSpec<
  C,
  D,
  E,
  G extends DeclaredGenes,
  V extends Views,
  F extends EventFilter,
  M extends Plain,
> {
  /** How many live in a run; 0 for one that stays away until it is let in, as in `--agents attacker=8`. */
  readonly count: number;
  /** `honest` unless stated. What attackers did stands beside the goals, which are untested where they did nothing. */
  readonly role?: Role;
  /**
   * Functions that its agents may call, as in `({ c }) => [c.vault.deposit, c.vault.withdraw]`: one that never once
   * succeeded leaves the goals untested. Unless stated, those that its policies tried.
   */
  readonly actions?: (setting: Setting<C, D>) => readonly Action[];
  readonly genome: G;
  /** Genomes of the first generation by place; drawn over the whole box unless stated. */
  readonly founders?: (input: { readonly slot: number; readonly count: number; readonly design: D }) => GenomeOf<G>;
  readonly groups?: Groups;
  /** How the species changes, which states with whom its agents compare themselves. May depend on design and run. */
  readonly adaptation: Adaptation | ((run: { readonly design: D; readonly generations: number }) => Adaptation);
  /** How many accounts an agent has; 1 unless stated. A Sybil returns more. */
  readonly accounts?: (input: { readonly genome: GenomeOf<G> }) => number;
  /** Wei of ether each account starts with, from the genesis treasury. */
  readonly ether?: bigint;
  /**
   * The contract whose code runs for each account of an agent (EIP-7702), as in `({ c }) => c.wallet.address`: a wallet
   * that batches, or that lets somebody else send its calls. `contractAt("Wallet", self)` is then the account by that
   * contract's functions. In place before the agent's first call, without a transaction; from prague on.
   */
  readonly delegate?: (self: Self<C, D, GenomeOf<G>>) => Address;
  /** Calls of the treasury at a birth. */
  readonly endow?: (self: Self<C, D, GenomeOf<G>>) => readonly Call[];
  /** Calls of a new agent, before its first block. */
  readonly onBirth?: (self: Self<C, D, GenomeOf<G>>) => readonly Call[];
  readonly memory?: M;
  /** Reads that are answered before each decision, in one round trip for all agents. Evaluated once in a life and group. */
  readonly observe?: (self: Self<C, D, GenomeOf<G>>) => V;
  /** Events of the last block that the agent hears of. Evaluated once in a life and group. */
  readonly events?: (self: Self<C, D, GenomeOf<G>>) => readonly F[];
  /** What an agent does in a block: calls, or calls and what it remembers. */
  readonly act: (
    input: PolicyInput<C, D, E, GenomeOf<G>, V, F, MemoryOf<M>>,
  ) => Decision<MemoryOf<M>> | readonly Call[] | PolicyGenerator<MemoryOf<M>>;
  /** Claims that are worth something and are in no balance. */
  readonly positions?: (self: Self<C, D, GenomeOf<G>>) => Positions;
  /**
   * What claims are worth where that takes more than a view each: reads in turn, as a policy does, and answers wei in the
   * numeraire, or amounts of holdings by name. Counts with the positions.
   */
  readonly worth?: (input: Self<C, D, GenomeOf<G>> & { readonly env: E }) => Generator<View, Worth, unknown>;
  /** Off-chain cost of a block, wei in the numeraire. */
  readonly cost?: (input: Self<C, D, GenomeOf<G>> & { readonly env: E; readonly tick: Tick }) => bigint;
  /** Wealth (wei in the numeraire) below which an agent dies at the end of a generation. */
  readonly bankruptcyThreshold?: bigint;
  /** Whether a bankrupt agent is replaced at once (the default), or exits and leaves its slot empty. */
  readonly onBankruptcy?: "replaced" | "exit";
  /**
   * How many enter at the end of a generation, with genomes drawn over the whole box: free entry, a steady inflow. Places
   * left empty are filled first.
   */
  readonly entry?: (state: EntryState) => number;
  /** `exit` makes the calls of `exit` and sends all tokens back; `abandon` leaves everything; `bequeath` hands the accounts on. */
  readonly onDeath?: OnDeath;
  /** Calls of an agent that exits, before its tokens go back. */
  readonly exit?: (self: Self<C, D, GenomeOf<G>>) => readonly Call[];
}

/** What may decide about entry. */
export interface EntryState {
  readonly living: number;
  /** Of the living in the generation that ends, whole units of the numeraire; NaN when nobody lives. */
  readonly meanFitness: number;
  /** Generations finished. */
  readonly generation: number;
}

/** A prediction of theory for a measure, beside the source of its formula. */
export interface PredictionSpec {
  readonly value: number;
  readonly source: string;
}

/** A scenario with everything erased that only the compiler needs. What the floors above read. */
export interface Scenario {
  readonly name: string;
  readonly base: ScenarioBase<Parameters, Processes, Record<string, unknown>>;
  readonly actors: ReadonlyMap<string, ErasedActor>;
  readonly species: ReadonlyMap<string, ErasedSpecies>;
  readonly measures: Measures<Record<string, unknown>, Design>;
  readonly goals: readonly Goal<string>[];
  /** What theory says of the measures, for a design. */
  readonly predictions: (input: { readonly design: Design; readonly sizes: Sizes; count(species: string): number }) => {
    readonly [measure: string]: PredictionSpec;
  };
  readonly invariants: readonly Invariant[];
}

/* eslint-disable @typescript-eslint/no-explicit-any -- erased on purpose: the builder has checked these types */
export type ErasedActor = ActorSpec<any, any, any, any, any>;
export type ErasedSpecies = SpeciesSpec<any, any, any, any, any, any, any>;
/* eslint-enable @typescript-eslint/no-explicit-any */

/**
 * Begins a scenario. Each step knows the types of the ones before: contracts from their artifacts, the design from the
 * parameters, measures from their names.
 *
 * @example
 * const idle = scenario("idle", { title: "Nobody does anything", parameters: {}, sizes: { generations: 1, blocks: 1 }, deploy: () => ({}) })
 *   .species("idler", { count: 2, genome: {}, adaptation: fixed(), act: () => [] });
 */
export function scenario<const P extends Parameters, C, E extends Processes = Record<never, never>>(
  name: string,
  base: ScenarioBase<P, E, C>,
): ScenarioBuilder<P, E, C, never> {
  return new ScenarioBuilder<P, E, C, never>({
    name,
    base: base as unknown as Scenario["base"],
    actors: new Map(),
    species: new Map(),
    measures: {},
    goals: [],
    predictions: () => ({}),
    invariants: [],
  });
}

const MEASURES = rule("an object of measures by name", isObject);

/** A scenario under construction; every step returns a new one. Export the last as the file's default. */
export class ScenarioBuilder<P extends Parameters, E extends Processes, C, M extends string> {
  readonly definition: Scenario;

  constructor(definition: Scenario) {
    this.definition = definition;
  }

  /** An account that does not evolve: owner, oracle, keeper, governance. Actors act before agents, in this order. */
  actor<const V extends Views = Record<never, never>, Y extends Plain = null>(
    name: string,
    spec: ActorSpec<C, DesignOf<P>, EnvironmentValues<E>, V, Y>,
  ): this {
    return this.#with({ actors: new Map(this.definition.actors).set(name, spec) }) as this;
  }

  /** A kind of agent. */
  species<
    const G extends DeclaredGenes,
    const V extends Views = Record<never, never>,
    F extends EventFilter = never,
    Y extends Plain = null,
  >(name: string, spec: SpeciesSpec<C, DesignOf<P>, EnvironmentValues<E>, G, V, F, Y>): this {
    // What is no species is left as it is, for the check of the whole.
    const sound = isObject(spec) && isObject(spec.genome);
    const flat = sound ? { ...spec, genome: genesOf(spec.genome) } : spec;
    return this.#with({ species: new Map(this.definition.species).set(name, flat as ErasedSpecies) }) as this;
  }

  /** What is read off: each by its name, which goals and predictions then know. Throws FaultsError SCENARIO_FIELD. */
  measures<const N extends Measures<C, DesignOf<P>>>(
    make: (measure: MeasureMaker<C, DesignOf<P>>) => N,
  ): ScenarioBuilder<P, E, C, M | (keyof N & string)> {
    refuse(callable(make, "measures"));
    const made = make(new MeasureMaker<C, DesignOf<P>>());
    refuse(MEASURES(made, "measures()"));
    const measures = { ...this.definition.measures, ...made } as Scenario["measures"];
    return new ScenarioBuilder({ ...this.definition, measures });
  }

  /**
   * What a good design achieves. `deviation.<species>` is what an agent could gain by deviating, which verify-design tells;
   * `attack.profit` what an outsider gains, which explore tells.
   */
  goals(...goals: readonly Goal<NoInfer<M> | DeviationMeasure | AttackMeasure>[]): this {
    return this.#with({ goals: [...this.definition.goals, ...goals] }) as this;
  }

  /** What theory says, to stand beside what was measured. */
  predicts(
    predictions: (input: { readonly design: DesignOf<P>; readonly sizes: Sizes; count(species: string): number }) => {
      readonly [K in M]?: PredictionSpec;
    },
  ): this {
    return this.#with({ predictions: predictions as unknown as Scenario["predictions"] }) as this;
  }

  /** What must hold after every block. */
  invariant<const V extends Views>(
    name: string,
    spec: { readonly views: (setting: Setting<C, DesignOf<P>>) => V; readonly holds: (values: Observed<V>) => boolean },
  ): this {
    return this.#with({
      invariants: [...this.definition.invariants, { name, ...spec } as unknown as Invariant],
    }) as this;
  }

  #with(change: Partial<Scenario>): ScenarioBuilder<P, E, C, M> {
    return new ScenarioBuilder<P, E, C, M>({ ...this.definition, ...change });
  }
}
