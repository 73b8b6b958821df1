import type { Adaptation } from "../scenario/adaptation.ts";
import type { ErasedSpecies } from "../scenario/scenario.ts";
import type { Agent } from "./agents/agent.ts";

/** A species with its living agents, by slot. A slot is empty after an exit. */
export interface SpeciesState {
  readonly name: string;
  readonly spec: ErasedSpecies;
  readonly adaptation: Adaptation;
  readonly slots: (Agent | undefined)[];
  births: number;
  deaths: number;
  /** Births and deaths already reported in records. */
  reported: { readonly births: number; readonly deaths: number };
}

export function livingAgents({ slots }: SpeciesState): Agent[] {
  return slots.filter((agent) => agent !== undefined);
}
