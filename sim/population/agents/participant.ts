import type { Random } from "../../core/random.ts";
import type { Program } from "../../scenario/genes.ts";
import type { Address, Call } from "../../scenario/handles.ts";
import { addressText } from "../../scenario/handles.ts";
import type { Design } from "../../scenario/parameters.ts";
import type { ErasedActor, ErasedSpecies } from "../../scenario/scenario.ts";
import type { Decision, Plain, PolicyGenerator, Tick } from "../../scenario/species.ts";

/** A genome as a policy reads it: genes by name. */
export type NamedGenome = Readonly<Record<string, number | string | Program>>;

/** What a policy gives back. */
export type Reply = Decision<Plain> | readonly Call[] | PolicyGenerator<Plain>;

/** The part of a policy's input that a participant keeps for life; the block's part is written into it each block. */
export interface ParticipantInput<G> {
  readonly c: Record<string, unknown>;
  readonly design: Design;
  readonly self: Address;
  readonly accounts: readonly Address[];
  readonly genome: G;
  readonly slot: number;
  group: number;
  obs: Record<string, unknown>;
  events: { name: string; args: unknown }[];
  memory: Plain;
  env: Record<string, bigint>;
  readonly random: Random;
  tick: Tick;
}

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

  constructor(options: ParticipantOptions<S, G>) {
    this.name = options.name;
    this.spec = options.spec;
    this.slot = options.slot;
    this.accounts = options.accounts;
    this.input = inputOf(options);
  }

  /** As a person reads it in an error or a table. */
  abstract get label(): string;

  /** Of the block that is being decided, in order. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** Begins a block: what its species draws from gives it a stream of its own. */
  begin(tick: Tick, env: Record<string, bigint>, streams: Random): void {
    const { input } = this;
    input.tick = tick;
    input.env = env;
    input.random.become(streams, this.slot, tick.generation, tick.block);
  }

  /** Asks its policy. */
  abstract act(): Reply;

  /** What its policy has decided for the block. */
  decide({ calls, memory }: Decision<Plain>): void {
    this.#calls = calls;
    if (memory !== undefined) this.input.memory = memory;
  }
}

const BEFORE_THE_FIRST: Tick = Object.freeze({
  block: 0,
  number: 0,
  generation: 0,
  blocks: 0,
  generations: 0,
  timestamp: 0,
});

/**
 * An input for life. What a policy adds, or writes elsewhere than in its memory, a resumed run would not know: such writes
 * throw. Properties are added in one order, read-only ones first, so that all inputs have one shape.
 */
function inputOf<G>(options: Omit<ParticipantOptions<unknown, G>, "name" | "spec">): ParticipantInput<G> {
  const accounts = Object.freeze(options.accounts.map(addressText));
  const fixed = {};
  readOnly(fixed, "c", options.contracts);
  readOnly(fixed, "design", options.design);
  readOnly(fixed, "self", accounts[0]);
  readOnly(fixed, "accounts", accounts);
  readOnly(fixed, "genome", options.genes);
  readOnly(fixed, "slot", options.slot);
  const input = Object.assign(
    fixed as Pick<ParticipantInput<G>, "c" | "design" | "self" | "accounts" | "genome" | "slot">,
    {
      group: options.group,
      obs: {},
      events: [],
      memory: options.memory,
      env: {},
      random: options.random,
      tick: BEFORE_THE_FIRST,
    },
  );
  return Object.preventExtensions(input);
}

/** Sets what only the simulator may set. */
export function readOnly(input: object, name: string, value: unknown): void {
  Object.defineProperty(input, name, { value, writable: false, enumerable: true, configurable: true });
}
