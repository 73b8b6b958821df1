import type { ErasedActor } from "../../scenario/scenario.ts";
import { Participant, type Reply } from "./participant.ts";

/** A participant that does not evolve: its fitness is nobody's concern. */
export class Actor extends Participant<ErasedActor, Record<string, never>> {
  readonly role = "actor";

  get label(): string {
    return `actor ${this.name}`;
  }

  act(): Reply {
    return this.spec.act(this.input);
  }
}
