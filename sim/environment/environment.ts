import { type Fault, refuse } from "../core/errors/errors.ts";
import type { EnvironmentConditions } from "./conditions.ts";
import { constant } from "./constant.ts";
import type { Declaration, Processes, Variable } from "./declaration.ts";
import { conditionFaults, environmentFaults } from "./faults.ts";
import type { Process } from "./process.ts";
import { EnvironmentRun } from "./run.ts";
import { cornersOf, nominalOf, sampleOf, type Uncertain } from "./uncertain.ts";

export type { EnvironmentValues, Processes, Variable } from "./declaration.ts";

/** What nobody controls, as a value: named random processes. Made by `environment`. */
export class Environment<E extends Processes = Processes> implements Declaration<E> {
  readonly names: readonly (keyof E & string)[];
  readonly processes: { readonly [name in keyof E & string]: Process };
  /** Every parameter of every process, in the order of declaration. */
  readonly variables: readonly Variable[];

  constructor(processes: { readonly [name in keyof E & string]: Process }) {
    this.processes = processes;
    this.names = Object.keys(processes);
    this.variables = this.names.flatMap((process) =>
      Object.entries(processes[process].parameters).map(([parameter, declared]) =>
        variable(process, parameter, declared),
      ),
    );
  }

  /** The variables declared as range or distribution: what corners and sampling choose. */
  get uncertain(): readonly Variable[] {
    return this.variables.filter((entry) => entry.uncertain);
  }

  variable(name: string): Variable | undefined {
    return this.variables.find((entry) => entry.name === name);
  }

  /** All that is wrong with the declaration, files included. Codes ENVIRONMENT_* and SERIES_*. */
  faults(): Fault[] {
    return environmentFaults(this);
  }

  /** All that is wrong with conditions for this environment. Codes CONDITION_*. */
  conditionFaults(conditions: EnvironmentConditions): Fault[] {
    return conditionFaults(this, conditions);
  }

  /** What enters the hash of the scenario's source: kinds, parameters, options, hashes of files. Plain JSON. */
  source(): { readonly [name: string]: object } {
    const entries = this.names.map((name) => {
      const process: Process = this.processes[name];
      return [name, { kind: process.kind, parameters: process.parameters, ...process.source() }] as const;
    });
    return Object.fromEntries(entries);
  }

  /**
   * A run. The draws of a process come from the stream of (seed, "environment", its name) at the block, so that no other
   * process, forcing or given innovation moves them. Throws FaultsError with all faults of declaration and conditions.
   */
  start(seed: number | bigint | string, conditions: EnvironmentConditions = {}): EnvironmentRun<E> {
    refuse([...this.faults(), ...this.conditionFaults(conditions)]);
    return new EnvironmentRun(this, seed, conditions);
  }
}

/**
 * Declares the environment of a scenario. A plain number, range or distribution is a constant of that value.
 *
 * @example
 * environment({
 *   price: geometricBrownian({ initial: 2000, volatility: range(0.8, 0.4, 1.2), blocksPerUnit: 2_628_000 }),
 *   demand: poissonArrivals({ rate: 3 }),
 *   costOfWork: range(0.1, 0.05, 0.2),
 * })
 */
export function environment<const E extends Processes>(declarations: E): Environment<E> {
  const processes = Object.entries(declarations).map(
    ([name, declared]) => [name, isProcess(declared) ? declared : constant(declared)] as const,
  );
  return new Environment<E>(Object.fromEntries(processes) as { [name in keyof E & string]: Process });
}

function isProcess(declared: Process | Uncertain): declared is Process {
  return typeof declared === "object" && "path" in declared;
}

function variable(process: string, parameter: string, declared: Uncertain): Variable {
  const [low, high] = cornersOf(declared);
  return {
    name: `${process}.${parameter}`,
    process,
    parameter,
    declared,
    nominal: nominalOf(declared),
    low,
    high,
    uncertain: typeof declared !== "number",
    sample: (u) => sampleOf(declared, u),
  };
}
