import { Fault, InputError, refuse } from "../core/errors/errors.ts";
import { createBox, type Box, type Variable } from "./box.ts";
import { minimised, type Direction, type Optimiser, type Proposal, type Result } from "./optimiser.ts";
import type { Evaluated, Strategy } from "./strategy.ts";

/** What every optimiser needs to know. No objective at all means: any design that meets the constraints. */
export interface Problem {
  readonly variables: readonly Variable[];
  readonly objectives: readonly Direction[];
  readonly seed: number | bigint | string;
}

/** How many objectives an algorithm can take. */
export interface ObjectiveRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Makes an optimiser of a strategy.
 * @throws {FaultsError} for a box that cannot be searched.
 * @throws {InputError} OBJECTIVE_DIRECTION, OBJECTIVE_COUNT
 */
export function drive(problem: Problem, range: ObjectiveRange, start: (box: Box) => Strategy): Optimiser {
  const box = createBox(problem.variables);
  checkObjectives(problem.objectives, range);
  return new Driver(box, problem.objectives, start(box));
}

/** @throws {InputError} OPTION_RANGE unless the option is a whole number within the bounds. */
export function wholeOption(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw InputError.of("OPTION_RANGE", {
    expected: `a whole number from ${min} to ${max}`,
    found: String(value),
    where: `option ${name}`,
  });
}

/** @throws {InputError} OPTION_RANGE unless the option is a number within the bounds. */
export function realOption(name: string, value: number, min: number, max: number): number {
  if (typeof value === "number" && value >= min && value <= max) return value;
  const expected = `a number from ${min} to ${max}`;
  throw InputError.of("OPTION_RANGE", { expected, found: String(value), where: `option ${name}` });
}

const MAX_ASKED = 1_000_000;

class Driver implements Optimiser {
  readonly #box: Box;
  readonly #directions: readonly Direction[];
  readonly #strategy: Strategy;
  /** The generation being handed out, and how much of it has been. */
  #points: readonly (readonly number[])[] = [];
  #asked = 0;
  #firstId = 0;
  #results = new Map<number, Evaluated>();
  #pending = new Map<number, Proposal>();
  #finished = false;

  constructor(box: Box, directions: readonly Direction[], strategy: Strategy) {
    this.#box = box;
    this.#directions = directions;
    this.#strategy = strategy;
    this.#open();
  }

  get pending(): readonly Proposal[] {
    return [...this.#pending.values()].sort((a, b) => a.id - b.id);
  }

  get survivors(): readonly number[] {
    return (this.#strategy.survivors?.() ?? []).map(({ id }) => id).sort((a, b) => a - b);
  }

  get finished(): boolean {
    return this.#finished;
  }

  ask(n: number): Proposal[] {
    if (!Number.isInteger(n) || n < 1 || n > MAX_ASKED)
      throw InputError.of("ASK_COUNT", { found: String(n), max: MAX_ASKED });
    const proposals: Proposal[] = [];
    while (proposals.length < n && !this.#finished) {
      if (this.#asked === this.#points.length) {
        if (this.#strategy.learn) break;
        this.#firstId += this.#points.length;
        this.#open();
        continue;
      }
      const point = this.#points[this.#asked]!;
      const proposal = { id: this.#firstId + this.#asked++, values: this.#box.decode(point) };
      this.#pending.set(proposal.id, proposal);
      proposals.push(proposal);
    }
    return proposals;
  }

  tell(results: readonly Result[]): void {
    this.#check(results);
    for (const result of results) {
      this.#pending.delete(result.id);
      if (this.#strategy.learn) this.#results.set(result.id, this.#evaluated(result));
    }
    if (!this.#strategy.learn || this.#finished || this.#results.size < this.#points.length) return;
    const generation = this.#points.map((_, i) => this.#results.get(this.#firstId + i)!);
    this.#results.clear();
    this.#firstId += generation.length;
    this.#strategy.learn(generation);
    this.#open();
  }

  #open(): void {
    this.#points = this.#strategy.propose();
    this.#asked = 0;
    this.#finished = this.#points.length === 0;
  }

  #evaluated(result: Result): Evaluated {
    const point = this.#points[result.id - this.#firstId]!;
    const failed = { id: result.id, point, objectives: this.#directions.map(() => 0), violation: Infinity };
    if ("failed" in result) return failed;
    let violation = 0;
    for (const part of result.violations ?? []) violation += part;
    const objectives = minimised(result.objectives, this.#directions);
    // Not below Infinity: also a NaN, which compares with nothing.
    if (!(violation < Infinity) || !objectives.every(Number.isFinite)) return failed;
    return { id: result.id, point, objectives, violation };
  }

  #check(results: readonly Result[]): void {
    const faults: Fault[] = [];
    const seen = new Set<number>();
    for (const result of results) {
      const where = `result ${result?.id}`;
      if (typeof result !== "object" || result === null) {
        faults.push(
          Fault.of("RESULT_UNKNOWN", { expected: "a result with the id of a proposal", found: String(result) }),
        );
        continue;
      }
      if (seen.has(result.id) || (this.#isPast(result.id) && !this.#pending.has(result.id)))
        faults.push(Fault.of("RESULT_REPEATED", { found: "another", where }));
      else if (!this.#pending.has(result.id))
        faults.push(Fault.of("RESULT_UNKNOWN", { expected: "the id of a proposal", found: String(result.id), where }));
      seen.add(result.id);
      if ("failed" in result) continue;
      if (!Array.isArray(result.objectives) || result.objectives.length !== this.#directions.length)
        faults.push(
          Fault.of("OBJECTIVE_COUNT", {
            expected: `${this.#directions.length} objectives`,
            found: String(result.objectives?.length),
            where,
          }),
        );
      const { violations = [] } = result;
      if (!Array.isArray(violations) || violations.some((violation) => violation < 0))
        faults.push(Fault.of("VIOLATION_NEGATIVE", { found: String(violations), where }));
    }
    refuse(faults);
  }

  #isPast(id: number): boolean {
    return Number.isInteger(id) && id >= 0 && id < this.#firstId + this.#asked;
  }
}

function checkObjectives(objectives: readonly Direction[], { min, max }: ObjectiveRange): void {
  if (!Array.isArray(objectives))
    throw InputError.of("OBJECTIVE_COUNT", { expected: "a list of directions", found: String(objectives) });
  const odd = objectives.find((direction) => direction !== "minimize" && direction !== "maximize");
  if (odd !== undefined) throw InputError.of("OBJECTIVE_DIRECTION", { found: String(odd) });
  if (objectives.length < min || objectives.length > max)
    throw InputError.of("OBJECTIVE_COUNT", {
      expected: min === max ? `${min} objectives` : `${min} to ${max} objectives`,
      found: String(objectives.length),
      remedy: "choose an algorithm for this number of objectives: NSGA-II for two or three, NSGA-III for more",
    });
}
