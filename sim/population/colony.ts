import type { Adaptation } from "../scenario/adaptation.ts";
import type { ErasedSpecies } from "../scenario/scenario.ts";
import type { Agent } from "./agent.ts";

/** A kind of agent with its living, by slot. A place without an agent is empty after an exit. */
export interface Colony {
  readonly name: string;
  readonly spec: ErasedSpecies;
  readonly adaptation: Adaptation;
  readonly slots: (Agent | undefined)[];
  births: number;
  deaths: number;
  /** Births and deaths that the records tell of already. */
  told: { readonly births: number; readonly deaths: number };
}

export function livingOf({ slots }: Colony): Agent[] {
  return slots.filter((agent) => agent !== undefined);
}
