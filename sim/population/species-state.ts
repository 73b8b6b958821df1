import type { Adaptation } from "../scenario/adaptation.ts";
import type { ErasedSpecies } from "../scenario/scenario.ts";
import type { Agent } from "./agents/agent.ts";

interface Counts {
  readonly births: number;
  readonly deaths: number;
}

/** A species of a run: its living agents, by slot, and how many have come and gone. A slot is empty after an exit. */
export class SpeciesState {
  readonly name: string;
  readonly spec: ErasedSpecies;
  readonly adaptation: Adaptation;
  readonly slots: (Agent | undefined)[] = [];
  /** Goes up whenever somebody is no longer who it was. */
  changes = 0;
  #births = 0;
  #deaths = 0;
  #reported: Counts = { births: 0, deaths: 0 };

  constructor(name: string, spec: ErasedSpecies, adaptation: Adaptation) {
    this.name = name;
    this.spec = spec;
    this.adaptation = adaptation;
  }

  get births(): number {
    return this.#births;
  }

  get deaths(): number {
    return this.#deaths;
  }

  /** Births and deaths that records have told already. */
  get reported(): Counts {
    return this.#reported;
  }

  living(): Agent[] {
    return this.slots.filter((agent) => agent !== undefined);
  }

  /** Somebody is born. */
  admit(agent: Agent): void {
    this.#births++;
    this.#put(agent.slot, agent);
  }

  /** Somebody leaves its slot, for another or for none. */
  remove(agent: Agent): void {
    this.#deaths++;
    this.#put(agent.slot, undefined);
  }

  /** Births and deaths since the last time, so that the founders are born in the first generation. */
  takeCounts(): Counts {
    const { births, deaths } = this;
    const told = this.#reported;
    this.#reported = { births, deaths };
    return { births: births - told.births, deaths: deaths - told.deaths };
  }

  restore(counts: Counts & { readonly reported: Counts }, slots: readonly (Agent | undefined)[]): void {
    this.#births = counts.births;
    this.#deaths = counts.deaths;
    this.#reported = counts.reported;
    this.slots.length = 0;
    slots.forEach((agent, slot) => this.#put(slot, agent));
  }

  #put(slot: number, agent: Agent | undefined): void {
    this.slots[slot] = agent;
    this.changes++;
  }
}
