import { canonical, fromCanonical } from "../../core/canonical.ts";
import { RunError } from "../../core/errors/errors.ts";
import type { Plain } from "../../scenario/species.ts";
import type { Agent } from "./agent.ts";
import type { Participant } from "./participant.ts";

/** An agent as it is stored between generations. */
export interface AgentSnapshot {
  readonly species: string;
  readonly slot: number;
  readonly birth: number;
  readonly genome: readonly number[];
  readonly founder: readonly number[];
  readonly memory: Plain;
  /** Of the last block. */
  readonly events: Plain;
  readonly state: Plain;
  readonly group: number;
  readonly accounts: readonly string[];
}

/** A population as it is stored between generations: what is not on the chain. */
export interface PopulationSnapshot {
  readonly ticks: number;
  readonly actions: number;
  readonly outcomes: readonly number[];
  readonly actors: readonly Plain[];
  readonly speciesStates: readonly {
    readonly name: string;
    readonly births: number;
    readonly deaths: number;
    readonly reported: { readonly births: number; readonly deaths: number };
    readonly slots: readonly (AgentSnapshot | null)[];
  }[];
}

/** An agent as plain data, from which `AgentFactory.restoreAgent` creates it again. Throws RunError POLICY_MEMORY. */
export function snapshotAgent(agent: Agent): AgentSnapshot {
  const { name: species, slot, birth, genome, founder } = agent;
  const { group, accounts } = agent.input;
  agent.state = roundTrip(agent.state);
  const { memory, events } = normalizeState(agent);
  const { state } = agent;
  // In the order in which they are written.
  return { accounts, birth, events, founder, genome, group, memory, slot, species, state };
}

/**
 * Replaces what an agent keeps in mind by what is read back from the store: whatever that may change (the order of
 * keys, what two agents share), a resumed run and an undisturbed one see the same. Throws RunError POLICY_MEMORY.
 */
export function normalizeState({ input, label }: Participant): Pick<AgentSnapshot, "memory" | "events"> {
  try {
    input.memory = roundTrip(input.memory);
  } catch (cause) {
    throw RunError.of(
      "POLICY_MEMORY",
      {
        where: `${label}, block ${input.tick.block}`,
        found: cause instanceof RunError ? cause.fault.found : String(cause),
      },
      { cause },
    );
  }
  input.events = roundTrip(input.events as unknown as Plain) as unknown as typeof input.events;
  return { memory: input.memory, events: input.events as unknown as Plain };
}

/** What comes out of the store again: keys in order, nothing shared. Throws RunError INTERNAL on what is no plain data. */
export function roundTrip(value: Plain): Plain {
  if (Array.isArray(value) && value.length === 0) return []; // most agents heard nothing
  if (typeof value === "object" && value !== null) return fromCanonical(canonical(value)) as Plain;
  canonical(value);
  return value ?? null;
}
