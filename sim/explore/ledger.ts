import { Archive } from "../search/index.ts";
import type { Aims } from "./aims.ts";
import type { Step } from "./exploration.ts";
import { OrderLabels } from "./order-labels.ts";
import { type DesignRecord, isFeasible } from "./record.ts";
import type { Candidate } from "./replication.ts";

/** What a search has tried and how far it got. */
export class Ledger {
  readonly #aims: Aims;
  readonly #labels: OrderLabels<NonNullable<DesignRecord["assessment"]>>;
  readonly #byId = new Map<string, DesignRecord>();
  readonly #archive = new Archive<DesignRecord>();
  #records: DesignRecord[] = [];
  readonly #steps: Step[] = [];

  constructor(aims: Aims) {
    this.#aims = aims;
    this.#labels = new OrderLabels(aims.compare);
  }

  /** In the order in which they were tried. */
  get records(): readonly DesignRecord[] {
    return this.#records;
  }

  /** Of the complete designs: the non-dominated feasible ones; without one the least violated. */
  get best(): readonly DesignRecord[] {
    return this.#archive.members;
  }

  /** The feasible ones among the best. */
  get front(): readonly DesignRecord[] {
    return this.best.filter(isFeasible);
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  find(id: string): DesignRecord | undefined {
    return this.#byId.get(id);
  }

  /** Of all designs that were measured, the first of those that violate the constraints least. */
  leastViolated(): DesignRecord | undefined {
    return this.#records
      .filter(({ violation }) => violation < Infinity)
      .reduce<DesignRecord | undefined>((a, b) => (!a || b.violation < a.violation ? b : a), undefined);
  }

  /** Enters what became of a design, in place of what was known of it. */
  enter({ id, design, replicates, state, fault, untested }: Candidate, values: readonly number[], batch: number): void {
    const measured = state !== "failed" && state !== "unmeasured" && state !== "running";
    const assessment = replicates.length > 0 ? this.#aims.assess(replicates) : undefined;
    const violation = measured ? assessment!.violation : Infinity;
    const objectives =
      !measured || this.#aims.kind !== "order"
        ? (assessment?.objectives ?? [])
        : [violation === 0 ? this.#labels.label(assessment!) : 0];
    const known = this.#byId.get(id);
    const record: DesignRecord = {
      id,
      design,
      values,
      batch: known?.batch ?? batch,
      replicates,
      state: state as DesignRecord["state"],
      ...(fault && { fault }),
      ...(untested && { untested }),
      ...(assessment && { assessment }),
      objectives,
      violation,
    };
    if (known) this.#records = this.#records.map((other) => (other.id === id ? record : other));
    else this.#records.push(record);
    this.#byId.set(id, record);
    if (state === "complete") this.#archive.add(record);
  }

  /** Notes how far the search is after so many evaluations. */
  note(evaluations: number): void {
    this.#steps.push({
      evaluations,
      designs: this.#records.length,
      feasible: this.#records.filter(isFeasible).length,
      front: this.front.map(({ objectives }) => objectives),
      violation: this.#records.reduce((min, { violation }) => Math.min(min, violation), Infinity),
    });
  }
}
