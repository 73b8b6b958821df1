import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { givenGenesis } from "../chain/fork/given-fork.ts";
import { hex, sha256 } from "../core/canonical.ts";
import { withLetIn } from "./let-in.ts";
import { seal } from "../core/determinism.ts";
import { type Fault, InputError, refuse, RewardscapeError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { watchedLoad } from "../core/loading.ts";
import { loadTypeScript } from "../core/typescript.ts";
import { currentProject, shownPath } from "../project/project.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { shapeFaults } from "../scenario/schema/shape.ts";
import { recordingReads } from "../sources/reads.ts";

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly file: string;
  /** sha256 of the file's text. */
  readonly textHash: string;
}

/** Files of the project's scenario folder that may hold a scenario, by the names they are called with. */
export function scenarioFiles(): ReadonlyMap<string, string> {
  const { scenarios } = currentProject();
  const files = existsSync(scenarios) ? readdirSync(scenarios).filter((name) => SCENARIO.test(name)) : [];
  return new Map(files.sort().map((name) => [basename(name).replace(/\.m?ts$/, ""), join(scenarios, name)]));
}

/** What a command of the project is given to load the same scenario again. */
export function referenceOf({ file }: LoadedScenario): string {
  const named = [...scenarioFiles()].find(([, one]) => one === file);
  return named ? named[0] : shownPath(file);
}

const SCENARIO = /(?<!\.d)\.m?ts$/;

/**
 * The scenario of a command that names none: this repository's example, or the only one that a project has.
 * Throws InputError SCENARIO_UNNAMED, SCENARIOS_NONE.
 */
export async function defaultScenario(): Promise<string> {
  if (currentProject().kind === "repository") return "hash-rate";
  const all = await listScenarios();
  if (all.length === 1) return basename(all[0]!.file).replace(/\.m?ts$/, "");
  if (all.length === 0) throw noScenarios();
  throw InputError.of("SCENARIO_UNNAMED", {
    where: shownPath(currentProject().scenarios),
    found: "none",
    names: all.map(({ scenario }) => scenario.name).join(", "),
  });
}

function noScenarios(): InputError {
  const { scenarios } = currentProject();
  const found = existsSync(scenarios) ? "none in it" : "no such folder";
  return InputError.of("SCENARIOS_NONE", { where: shownPath(scenarios), found });
}

/**
 * A scenario by its name, or by the path of a file whose default export is one.
 * Throws InputError SCENARIO_UNKNOWN with the nearest names, SCENARIO_EXPORT, SCENARIO_BROKEN.
 */
export async function loadScenario(name: string): Promise<LoadedScenario> {
  const file = /\.[mc]?ts$/.test(name) ? resolve(name) : scenarioFiles().get(name);
  if (!file || !existsSync(file)) {
    const names = (await listScenarios()).map(({ scenario }) => scenario.name);
    if (names.length === 0) throw noScenarios();
    throw InputError.of("SCENARIO_UNKNOWN", { found: name, remedy: suggest(name, names) });
  }
  const loaded = await importScenario(file);
  if (!loaded) {
    throw InputError.of("SCENARIO_EXPORT", { where: file, found: "none" });
  }
  refuse(shapeFaults(loaded.scenario));
  return loaded;
}

/** All scenarios of the project, by name. */
export async function listScenarios(): Promise<LoadedScenario[]> {
  const loaded = await Promise.all([...scenarioFiles().values()].map(importScenario));
  return loaded.filter((one) => one !== undefined);
}

interface Exports {
  readonly default?: { readonly definition?: Scenario };
  /** Of a module that was made one of CommonJS, because its package does not say that its modules are none. */
  readonly "module.exports"?: Exports & { readonly __esModule?: boolean };
}

function exportsOf(module: Exports): Exports {
  const made = module["module.exports"];
  return made?.__esModule ? made : module;
}

/** By file: what is loaded already, of which nothing runs again. */
const loadedModules = new Map<string, Exports>();

async function importScenario(file: string): Promise<LoadedScenario | undefined> {
  let module = loadedModules.get(file);
  if (!module) loadedModules.set(file, (module = await importModule(file)));
  const scenario = module.default?.definition;
  if (!(scenario?.species instanceof Map)) return undefined;
  const found = withLetIn(onGivenFork(scenario));
  return { scenario: found.scenario, file, textHash: hex(sha256(readFileSync(file), found.mark)) };
}

async function importModule(file: string): Promise<Exports> {
  await loadTypeScript(file);
  // What a module keeps of Math.random or Date as it loads is guarded as well, when its functions run.
  const release = seal();
  try {
    return await recordingReads(() =>
      watchedLoad(file, async () => exportsOf((await import(pathToFileURL(file).href)) as Exports)),
    );
  } catch (cause) {
    // What a builder refuses has a code of its own.
    if (cause instanceof RewardscapeError) throw new InputError(placed(cause.fault, file), { cause: cause.cause });
    throw InputError.of(
      "SCENARIO_BROKEN",
      { where: file, found: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  } finally {
    release();
  }
}

/** The scenario as the command wants it: on a live chain, where the command names one. */
function onGivenFork(scenario: Scenario): Scenario {
  const genesis = givenGenesis(scenario.base.genesis);
  return genesis === scenario.base.genesis || !genesis
    ? scenario
    : { ...scenario, base: { ...scenario.base, genesis } };
}

function placed(fault: Fault, file: string): Fault {
  return { ...fault, where: fault.where === undefined ? file : `${file}, ${fault.where}` };
}
