import type { Random } from "../../core/random.ts";
import type { Address, Call } from "../../scenario/handles.ts";
import { addressText } from "../../scenario/handles.ts";
import type { Design } from "../../scenario/parameters.ts";
import type { ErasedActor, ErasedSpecies } from "../../scenario/scenario.ts";
import type { Decision, Plain, PolicyGenerator, Tick } from "../../scenario/species.ts";

/** A genome as a policy reads it: genes by name. */
export type NamedGenome = Readonly<Record<string, number | string>>;

/** What a policy gives back. */
export type Reply = Decision<Plain> | readonly Call[] | PolicyGenerator<Plain>;

/** The part of a policy's input that a participant keeps for life; the block's part is written into it each block. */
export interface ParticipantInput<G> {
  readonly c: Record<string, unknown>;
  readonly design: Design;
  readonly self: Address;
  readonly accounts: readonly Address[];
  readonly genome: G;
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

/** What a participant is made of. */
export interface ParticipantOptions<S, G> {
  /** Of its species, or its own. */
  readonly name: string;
  readonly spec: S;
  readonly slot: number;
  readonly group: number;
  readonly accounts: readonly Uint8Array[];
  /** As its policy reads it. */
  readonly genes: G;
  readonly contracts: Record<string, unknown>;
  readonly design: Design;
  readonly memory: Plain;
  readonly random: Random;
}

/** Who acts: accounts, a policy, a memory. */
export abstract class Participant<
  S extends ErasedActor | ErasedSpecies = ErasedActor | ErasedSpecies,
  G extends NamedGenome = NamedGenome,
> {
  /** Part of the key of what it draws from. */
  abstract readonly role: "agent" | "actor";
  readonly name: string;
  readonly spec: S;
  readonly accounts: readonly Uint8Array[];
  readonly input: ParticipantInput<G>;
  readonly slot: number;
  #calls: readonly Call[] = [];
  /** What it draws from, made when it first does: most blocks of most agents never do. */
  #random: Random | undefined;
  #streams: Random;

  constructor(options: ParticipantOptions<S, G>) {
    this.name = options.name;
    this.spec = options.spec;
    this.slot = options.slot;
    this.accounts = options.accounts;
    const accounts = Object.freeze(options.accounts.map(addressText));
    this.#random = this.#streams = options.random;
    const random = (): Random => this.#draws();
    this.input = {
      c: options.contracts,
      design: options.design,
      self: accounts[0]!,
      accounts,
      genome: options.genes,
      group: options.group,
      slot: options.slot,
      obs: {},
      events: [],
      memory: options.memory,
      env: {},
      get random() {
        return random();
      },
      tick: { block: 0, number: 0, generation: 0, timestamp: 0 },
    };
    for (const name of FOR_LIFE) Object.defineProperty(this.input, name, { writable: false });
    Object.preventExtensions(this.input);
  }

  /** As a person reads it in an error or a table. */
  abstract get label(): string;

  /** Of the block that is being decided, in order. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** Begins a block: what its species draws from gives it a stream of its own. */
  begin(tick: Tick, env: Record<string, bigint>, streams: Random): void {
    this.input.tick = tick;
    this.input.env = env;
    this.#streams = streams;
    this.#random = undefined;
  }

  /** Asks its policy. */
  abstract act(): Reply;

  /** What its policy has decided for the block. */
  decide({ calls, memory }: Decision<Plain>): void {
    this.#calls = calls;
    if (memory !== undefined) this.input.memory = memory;
  }

  #draws(): Random {
    const { generation, block } = this.input.tick;
    return (this.#random ??= this.#streams.at(this.slot, generation, block));
  }
}
