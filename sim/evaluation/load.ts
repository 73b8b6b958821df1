import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { hex, sha256 } from "../core/canonical.ts";
import { seal } from "../core/determinism.ts";
import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { recordingReads } from "../sources/reads.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../scenarios");

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly file: string;
  /** sha256 of the file's text. */
  readonly textHash: string;
}

/** Files of sim/scenarios that may hold a scenario, by the names they are called with. */
export function scenarioFiles(): ReadonlyMap<string, string> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort();
  return new Map(files.map((name) => [basename(name, ".ts"), join(folder, name)]));
}

/**
 * A scenario by its name, or by the path of a file whose default export is one.
 * Throws InputError SCENARIO_UNKNOWN with the nearest names, SCENARIO_EXPORT, SCENARIO_BROKEN.
 */
export async function loadScenario(name: string): Promise<LoadedScenario> {
  const file = /\.[mc]?ts$/.test(name) ? resolve(name) : scenarioFiles().get(name);
  if (!file || !existsSync(file)) {
    const names = [...(await listScenarios()).map(({ scenario }) => scenario.name)];
    throw InputError.of("SCENARIO_UNKNOWN", { found: name, remedy: suggest(name, names) });
  }
  const loaded = await importScenario(file);
  if (!loaded) {
    throw InputError.of("SCENARIO_EXPORT", { where: file, found: "none" });
  }
  return loaded;
}

/** All scenarios of sim/scenarios, by name. */
export async function listScenarios(): Promise<LoadedScenario[]> {
  const loaded = await Promise.all([...scenarioFiles().values()].map(importScenario));
  return loaded.filter((one) => one !== undefined);
}

async function importScenario(file: string): Promise<LoadedScenario | undefined> {
  let module: { readonly default?: { readonly definition?: Scenario } };
  // What a module keeps of Math.random or Date as it loads is guarded as well, when its functions run.
  const release = seal();
  try {
    module = await recordingReads(async () => (await import(pathToFileURL(file).href)) as typeof module);
  } catch (cause) {
    throw InputError.of(
      "SCENARIO_BROKEN",
      { where: file, found: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  } finally {
    release();
  }
  const scenario = module.default?.definition;
  if (!scenario || typeof scenario.name !== "string") return undefined;
  return { scenario, file, textHash: hex(sha256(readFileSync(file))) };
}
