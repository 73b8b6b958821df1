import type { Random } from "../../core/random.ts";
import { agentAddress } from "../../scenario/addresses.ts";
import { addressText } from "../../scenario/handles.ts";
import type { Address, Call, EventFilter } from "../../scenario/handles.ts";
import { genomeObject } from "../../scenario/genes.ts";
import type { Genes } from "../../scenario/genes.ts";
import type { Design } from "../../scenario/parameters.ts";
import type { ErasedActor, ErasedSpecies } from "../../scenario/scenario.ts";
import type { Plain, Tick } from "../../scenario/species.ts";

/** The part of a policy's input that an agent keeps for life; the block's part is written into it each block. */
export interface AgentInput {
  readonly c: Record<string, unknown>;
  readonly design: Design;
  readonly self: Address;
  readonly accounts: readonly Address[];
  readonly genome: Readonly<Record<string, number | string>>;
  group: number;
  slot: number;
  obs: Record<string, unknown>;
  events: { name: string; args: unknown }[];
  memory: Plain;
  env: Record<string, bigint>;
  readonly random: Random;
  tick: Tick;
}

/** What a policy cannot change of its input. What it adds or writes elsewhere than in its memory a resumed run would not know. */
const FOR_LIFE = ["c", "design", "self", "accounts", "genome", "slot"] as const;

/** What agents and actors have in common: accounts, a policy, a memory. */
export class Agent {
  /** "actor" for those that do not evolve. */
  readonly role: "agent" | "actor";
  readonly species: string;
  readonly spec: ErasedSpecies | ErasedActor;
  readonly birth: number;
  readonly accounts: readonly Uint8Array[];
  readonly input: AgentInput;
  /** In the order of the genes, choices by index. */
  readonly genome: readonly number[];
  slot: number;
  /** Genome of the first ancestor, to see what the initial population still decides. */
  founder: readonly number[];
  /** Wei in the numeraire, since the generation began. */
  utility = 0n;
  cost = 0n;
  /** Wealth when the generation began, by its parts. */
  startBalances = 0n;
  startPositions = 0n;
  endBalances = 0n;
  endPositions = 0n;
  /** Positions summed over the blocks of the generation, where a measure asks for it. */
  exposure = 0n;
  /** What the species' adaptation keeps for it. */
  state: Plain = null;
  calls: readonly Call[] = [];
  filters: readonly EventFilter[] = [];
  /** What it draws from, made when it first does: most blocks of most agents never do. */
  #random: Random | undefined;
  #streams: Random;

  constructor(made: {
    role: "agent" | "actor";
    species: string;
    spec: ErasedSpecies | ErasedActor;
    slot: number;
    birth: number;
    accounts: readonly Uint8Array[];
    genes: Genes;
    genome: readonly number[];
    contracts: Record<string, unknown>;
    design: Design;
    memory: Plain;
    random: Random;
  }) {
    this.role = made.role;
    this.species = made.species;
    this.spec = made.spec;
    this.slot = made.slot;
    this.birth = made.birth;
    this.accounts = made.accounts;
    this.genome = made.genome;
    this.founder = made.genome;
    const accounts = Object.freeze(made.accounts.map(addressText));
    this.#random = this.#streams = made.random;
    const random = (): Random => this.#draws();
    this.input = {
      c: made.contracts,
      design: made.design,
      self: accounts[0]!,
      accounts,
      genome: Object.freeze(genomeObject(made.genes, made.genome)),
      group: 0,
      slot: made.slot,
      obs: {},
      events: [],
      memory: made.memory,
      env: {},
      get random() {
        return random();
      },
      tick: { block: 0, number: 0, generation: 0, timestamp: 0 },
    };
    for (const name of FOR_LIFE) Object.defineProperty(this.input, name, { writable: false });
    Object.preventExtensions(this.input);
  }

  /** Begins a block: what its species draws from gives it a stream of its own. */
  begin(tick: Tick, env: Record<string, bigint>, streams: Random): void {
    this.input.tick = tick;
    this.input.env = env;
    this.#streams = streams;
    this.#random = undefined;
  }

  #draws(): Random {
    const { generation, block } = this.input.tick;
    return (this.#random ??= this.#streams.at(this.slot, generation, block));
  }

  /** As a person reads it in an error or a table. */
  get label(): string {
    return this.role === "actor" ? `actor ${this.species}` : `${this.species} #${this.birth}`;
  }

  get wealth(): bigint {
    return this.endBalances + this.endPositions;
  }

  /** DESIGN: change of balances and positions, plus off-chain utility, minus off-chain cost. */
  get fitness(): bigint {
    return this.endBalances - this.startBalances + (this.endPositions - this.startPositions) + this.utility - this.cost;
  }
}

export function accountsOf(seed: string, species: string, birth: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, account) => agentAddress(seed, species, birth, account));
}
