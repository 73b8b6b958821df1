import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { hex, sha256 } from "../core/canonical.ts";
import { packageVersion } from "../core/package.ts";
import { currentProject } from "../project/project.ts";
import { hashJson } from "../runs/json.ts";
import { loadScenario, scenarioFiles, type LoadedScenario } from "./load.ts";
import { prepare, sourceHashOf } from "./prepare.ts";

/** What another machine finds a scenario by. */
export interface ScenarioMark {
  /** Its name, or the path of its file from the root of the project. */
  readonly scenario: string;
  /** sha256 of the file's text. */
  readonly textHash: string;
}

const KINDS = [
  "run",
  "evaluation",
  "exploration",
  "verification",
  "attack",
  "attacked-exploration",
  "attacked-verification",
] as const;

/**
 * A hash of all code that decides results of a scenario, of whatever kind, and of its contracts as the default design
 * deploys them. Machines with equal ones compute the same; what other designs deploy stands in each job's own hash.
 */
export function codeIdentity(loaded: LoadedScenario): string {
  const inputs = prepare(loaded, { engine: "fast" });
  const hashes = KINDS.map((kind) => sourceHashOf(loaded, inputs, kind));
  return hashJson({ hashes, version: packageVersion() });
}

export function markOf({ file, textHash }: LoadedScenario): ScenarioMark {
  const named = [...scenarioFiles()].find(([, one]) => one === file);
  return { scenario: named ? named[0] : relative(currentProject().root, file).split(sep).join("/"), textHash };
}

/**
 * The file of this project that is the scenario of a mark: of the same name or path, or another of the scenarios' folder.
 * No file outside the project is looked at, and none is loaded whose text is another.
 */
export function findMarked({ scenario, textHash }: ScenarioMark): string | undefined {
  const { root } = currentProject();
  const path = /\.[mc]?ts$/.test(scenario) && !isAbsolute(scenario) ? join(root, scenario) : undefined;
  const inside = path !== undefined && !relative(root, path).startsWith("..") ? [path] : [];
  const files = scenarioFiles();
  const named = files.get(scenario);
  const candidates = [...(named === undefined ? [] : [named]), ...inside, ...files.values()];
  return candidates.find((file) => existsSync(file) && hex(sha256(readFileSync(file))) === textHash);
}

/** The identity of a scenario's code as this process finds it in a file. */
export async function identityIn(file: string): Promise<string> {
  return codeIdentity(await loadScenario(file));
}
