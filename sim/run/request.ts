import { fileURLToPath } from "node:url";
import type { EngineName } from "../core/engines.ts";
import type { Hardfork } from "../core/hardfork.ts";
import { loadScenario, type LoadedScenario } from "../evaluation/load.ts";
import type { Agents } from "../evaluation/prepare.ts";
import { findProject } from "../project/find.ts";
import { engineOf } from "../project/project.ts";

/** What runs, explorations and verifications have in common; whatever is absent is the scenario's or the project's. */
export interface CommonOptions {
  readonly engine?: EngineName;
  readonly hardfork?: Hardfork;
  readonly seed?: string | number;
  /** The size of the whole population, in which species keep their shares; or of species. */
  readonly agents?: Agents;
  readonly generations?: number;
  readonly blocks?: number;
  /** Parameters by name, as values or as one types them: `{ reward: "2.5ether" }`. */
  readonly set?: { readonly [parameter: string]: string | number | bigint };
  readonly signal?: AbortSignal;
}

/** A scenario of the project by its name, or by the path or URL of its file. */
export type ScenarioName = string | URL;

export interface Loaded {
  readonly loaded: LoadedScenario;
  /** How workers find it. */
  readonly name: string;
  readonly request: {
    readonly engine: EngineName;
    readonly hardfork?: Hardfork;
    readonly agents?: Agents;
    readonly generations?: number;
    readonly blocks?: number;
  };
  readonly seed: string;
}

/** Finds the project and the scenario in it. */
export async function load(scenario: ScenarioName, options: CommonOptions): Promise<Loaded> {
  await findProject();
  const name = scenario instanceof URL ? fileURLToPath(scenario) : scenario;
  const { hardfork, agents, generations, blocks } = options;
  return {
    loaded: await loadScenario(name),
    name,
    request: {
      engine: engineOf(options.engine),
      ...(hardfork !== undefined && { hardfork }),
      ...(agents !== undefined && { agents }),
      ...(generations !== undefined && { generations }),
      ...(blocks !== undefined && { blocks }),
    },
    seed: String(options.seed ?? "1"),
  };
}
