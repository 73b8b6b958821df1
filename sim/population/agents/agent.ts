import { agentAddress } from "../../scenario/addresses.ts";
import { genomeObject } from "../../scenario/genes.ts";
import type { ErasedSpecies } from "../../scenario/scenario.ts";
import type { Decision, Plain } from "../../scenario/species.ts";
import { Earnings } from "../accounting/earnings.ts";
import { type NamedGenome, Participant, type ParticipantOptions, readOnly, type Reply } from "./participant.ts";

export interface AgentOptions extends ParticipantOptions<ErasedSpecies, NamedGenome> {
  readonly birth: number;
  readonly genome: readonly number[];
  readonly founder: readonly number[];
  readonly state: Plain;
}

/** A member of a species: it has a genome, it earns, and selection acts on it. */
export class Agent extends Participant<ErasedSpecies> {
  readonly role = "agent";
  /** Counts births of its species from 0. */
  readonly birth: number;
  /** In the order of the genes, choices by index. Replaced as a whole when it changes. */
  genome: readonly number[];
  /** Genome of the first ancestor, to see what the initial population still decides. */
  founder: readonly number[];
  readonly earnings = new Earnings();
  /** What the species' adaptation keeps for it. */
  state: Plain;

  constructor(options: AgentOptions) {
    super(options);
    this.birth = options.birth;
    this.genome = options.genome;
    this.founder = options.founder;
    this.state = options.state;
  }

  get label(): string {
    return `${this.name} #${this.birth}`;
  }

  act(): Reply {
    return this.spec.act(this.input);
  }

  override decide(decision: Decision<Plain>): void {
    super.decide(decision);
    if (decision.utility !== undefined) this.earnings.addUtility(decision.utility);
    if (decision.cost !== undefined) this.earnings.addCost(decision.cost);
  }

  /** Goes on with another genome: same accounts, memory and group. */
  change({ genome, founder, state }: Pick<Agent, "genome" | "founder" | "state">): void {
    this.genome = genome;
    this.founder = founder;
    this.state = state;
    readOnly(this.input, "genome", Object.freeze(genomeObject(this.spec.genome, genome)));
  }

  /** Puts it among other rivals. */
  join(group: number): void {
    this.input.group = group;
  }
}

export function accountsOf(seed: string, species: string, birth: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, account) => agentAddress(seed, species, birth, account));
}
