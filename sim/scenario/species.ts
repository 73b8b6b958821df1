import type { Random } from "../core/random.ts";
import type { Address, Call, EventFilter, View } from "./handles.ts";

/** Plain data: what a memory may hold. Stored and hashed, so no functions, no classes; bigint is allowed. */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | { readonly [key: string]: Plain };

/** The type of a memory by how it begins: one that begins as false may become true. */
export type MemoryOf<M> = Plain extends M
  ? M
  : M extends boolean
    ? boolean
    : M extends number | bigint | string | null
      ? M
      : { readonly [K in keyof M]: MemoryOf<M[K]> };

/** The block that is being decided. */
export interface Tick {
  /** Counts the population's blocks from 0; births and deaths have blocks of their own, which it leaves out. */
  readonly block: number;
  /** What the contracts will see as block.number. */
  readonly number: number;
  readonly generation: number;
  /** Blocks of a generation, and generations of the run, as its sizes say: 1 block where generations are steady. */
  readonly blocks: number;
  readonly generations: number;
  /** Seconds. */
  readonly timestamp: number;
}

/** What every function of a scenario is given. `C` the contracts, `D` the design, `E` the environment's values. */
export interface Setting<C, D> {
  readonly c: C;
  readonly design: D;
}

/** One agent as its species' functions see it. */
export interface Self<C, D, G> extends Setting<C, D> {
  /** Its first account. */
  readonly self: Address;
  readonly accounts: readonly Address[];
  readonly genome: G;
  /** Which group of rivals it is in; 0 when the species has no groups. */
  readonly group: number;
  /** Its place in the species, which a successor takes over. */
  readonly slot: number;
}

/** Reads by name, of which a policy gets the answers. */
export type Views = { readonly [name: string]: View | readonly View[] };
export type Observed<V extends Views> = {
  readonly [K in keyof V]: V[K] extends View<infer T>
    ? T
    : V[K] extends readonly View<infer T>[]
      ? readonly T[]
      : never;
};

/** An event an agent listens to, and who emitted it. */
export type Heard<F extends EventFilter> =
  F extends EventFilter<infer T> ? { readonly name: string; readonly args: T } : never;

/** What a policy decides in a block. */
export interface Decision<M> {
  readonly calls: readonly Call[];
  /** The memory it keeps; unchanged when absent. */
  readonly memory?: M;
  /** Off-chain reward of this block, wei in the numeraire. */
  readonly utility?: bigint;
  /** Off-chain cost of this block, wei in the numeraire; added to what the species' `cost` says. */
  readonly cost?: bigint;
}

/** A policy that reads again before it acts yields what it wants to know: `const x = yield* read(view)`. */
export type PolicyGenerator<M> = Generator<View, Decision<M> | readonly Call[], unknown>;

/**
 * Reads within a block, on the state at the block's start. All agents' reads of a round are answered in one round trip.
 *
 * @example
 * function* act() {
 *   const wei = yield* read(etherOf("0x0000000000000000000000000000000000000001"));
 *   return wei > 0n ? [] : [];
 * }
 */
export function* read<T>(view: View<T>): Generator<View, T, unknown> {
  return (yield view) as T;
}

/** What a policy is given in a block: contracts, genome, observation, memory, clock and design. */
export interface PolicyInput<C, D, E, G, V extends Views, F extends EventFilter, M> extends Self<C, D, G> {
  readonly obs: Observed<V>;
  /** Of the last block. */
  readonly events: readonly Heard<F>[];
  readonly memory: M;
  readonly env: E;
  readonly random: Random;
  readonly tick: Tick;
}

/**
 * Whose side a species is on. Goals rest on the doings of attackers: where those did nothing, or could do nothing, a goal
 * is untested and not met.
 */
export type Role = "honest" | "attacker";

/** A function of a contract that changes state, as in `c.vault.deposit`. */
export type Action = (...args: never[]) => Call;

/**
 * Order of a block's calls.
 * - `shuffled`: actors in their order, then agents in a seeded shuffle; each makes its calls in a row.
 * - `fifo`: actors in their order, then agents by slot; each makes its calls in a row.
 * - `tip`: the calls of all actors and agents by tip, highest first. Calls of one account keep their order, as nonces
 *   demand; of equal tips those of actors come first, then those of agents in a seeded shuffle, each in a row.
 */
export type Order = "shuffled" | "tip" | "fifo";

/** What becomes of a dead agent's holdings. Stated by the scenario, because an abandoned stake keeps earning. */
export type OnDeath = "exit" | "abandon" | "bequeath";

/** Rivals matched in one contest. */
export interface Groups {
  /** Who meets whom in a round: `randomGroups(4)`, or `roundRobin(4)`, in which every two meet equally often. */
  readonly by: Grouping;
  /** When a new round begins: every block, every generation, or never. */
  readonly regroup: "block" | "generation" | "never";
}

/** The part of a grouping operator that a population needs. */
export interface Grouping {
  readonly name: string;
  readonly settings: { readonly [name: string]: number | string };
  /** The group of each agent in a round; groups are numbered from 0. */
  assign(agents: number, round: number, stream: Random): number[];
}

/** A claim that is worth something though it is in no balance: staked, claimable, vesting. */
export interface Position {
  readonly view: View<bigint>;
  /** The holding whose price it has; the numeraire itself when absent. */
  readonly of?: string;
}
/** Wei in the numeraire, or of each claim its amount and the holding that it is an amount of. */
export type Worth =
  bigint | { readonly [name: string]: bigint | { readonly amount: bigint; readonly of: string } | undefined };
/** Claims of an agent that count as wealth besides its balances, by name. */
export type Positions = { readonly [name: string]: Position | View<bigint> };
