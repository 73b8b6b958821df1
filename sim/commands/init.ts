import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { InputError, RewardscapeError } from "../core/errors/errors.ts";
import { initScenario } from "../init/init.ts";
import { projectHardfork } from "../project/hardfork.ts";
import { commandLine, currentProject, shownPath } from "../project/project.ts";
import { readArtifact } from "../scenario/artifacts.ts";
import type { ExternalArtifact } from "../scenario/external-artifact.ts";
import type { INIT_OPTIONS } from "./init-options.ts";
import type { Options } from "./options.ts";

/**
 * Writes a scenario for a contract, and tells what it guessed. Throws InputError INIT_CONTRACT, INIT_EXISTS and those of
 * `initScenario`.
 */
export async function init({ contract, out = ownFolder() }: Options<typeof INIT_OPTIONS>): Promise<number> {
  if (contract === undefined) throw InputError.of("INIT_CONTRACT", { found: "none" });
  const named = out.endsWith(".ts");
  const folder = resolve(named ? dirname(out) : out);
  const hardfork = projectHardfork(currentProject());
  const draft = initScenario(readArtifact(contract), {
    contract,
    find: findArtifact,
    from: vocabularyFrom(folder),
    hardfork,
  });
  const path = named ? resolve(out) : join(folder, draft.file);
  if (existsSync(path)) throw InputError.of("INIT_EXISTS", { where: "--out", found: path });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, draft.text);
  const lines = [
    `wrote ${shownPath(path)}`,
    ...draft.notes.map((note) => `  ${note}`),
    `run it: ${commandLine("evolve")} ${shownPath(path)}`,
    "then look for FILL (placeholders) and GUESS (what may be meant otherwise) in it",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

/** That of the project's scenarios; in this repository, where those are the built-in ones, another. */
function ownFolder(): string {
  const { kind, scenarios } = currentProject();
  return kind === "repository" ? "scenarios" : scenarios;
}

/** A contract of the project; undefined where there is none of this name, or several. */
function findArtifact(name: string): ExternalArtifact | undefined {
  try {
    return readArtifact(name);
  } catch (error) {
    if (error instanceof RewardscapeError) return undefined;
    throw error;
  }
}

/** The package by its name; within this repository its own file. */
function vocabularyFrom(folder: string): string {
  const { kind, root } = currentProject();
  if (kind !== "repository" || relative(root, folder).startsWith("..")) return "rewardscape";
  const path = relative(folder, join(root, "sim", "index.ts"))
    .split(sep)
    .join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
