import { commandName, typeCommandsAs } from "../core/command-name.ts";
import { RunError } from "../core/errors/errors.ts";
import { join, relative, sep } from "node:path";
import type { EngineName } from "../core/engines.ts";
import { PACKAGE_ROOT, publishedPackage } from "../core/package.ts";

/** Whose contracts are simulated: plain data, because every process of a command is told the same. Paths are absolute. */
export interface Project {
  readonly kind: "repository" | "hardhat" | "foundry";
  readonly root: string;
  /** Folder of the compiled contracts. */
  readonly artifacts: string;
  /** Folders of the contracts' sources. */
  readonly contracts?: readonly string[];
  /** Folder whose files are scenarios. */
  readonly scenarios: string;
  /** Folder of runs, results and reports, unless a command says another. */
  readonly out: string;
  /** Folder for what can be made again. */
  readonly cache: string;
  /** Of runs whose command names none. */
  readonly engine?: EngineName;
  /** Of runs for which neither the command nor the scenario names one; as it is configured, be it one that no engine executes. */
  readonly hardfork?: string;
  /** How our commands begin; by the kind unless the command was started otherwise. */
  readonly commands?: string;
}

let current: Project | undefined;

/** Makes a project that of this process. A command does so before anything is loaded. */
export function useProject(project: Project): void {
  current = project;
  typeCommandsAs(project.commands ?? COMMANDS[project.kind]);
}

/** That of this process; in this repository its own unless another is used. */
export function currentProject(): Project {
  if (current) return current;
  if (!publishedPackage()) return (current = repositoryProject());
  throw RunError.of("INTERNAL", {
    expected: "a project named by useProject",
    found: "none; a published package has no contracts of its own",
  });
}

/** The project of this process, unless none was named yet. */
export function knownProject(): Project | undefined {
  return current;
}

/** This repository, which simulates contracts of its own. */
export function repositoryProject(): Project {
  return {
    kind: "repository",
    root: PACKAGE_ROOT,
    artifacts: join(PACKAGE_ROOT, "artifacts"),
    contracts: [join(PACKAGE_ROOT, "contracts")],
    scenarios: join(PACKAGE_ROOT, "sim", "scenarios"),
    out: join(process.cwd(), "runs"),
    cache: join(PACKAGE_ROOT, "build"),
  };
}

/** A path as one types it from where one stands; as it is where it lies elsewhere. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown === "" || shown.startsWith(`..${sep}..`) ? path : shown;
}

/** The folder of results: what a command was told, or the project's. */
export function outFolder(given: string | undefined): string {
  return given ?? shownPath(currentProject().out);
}

/** The engine of a command: the one it names, else the project's. What it names is checked when it is prepared. */
export function engineOf(given: string | undefined): EngineName {
  return (given as EngineName | undefined) ?? currentProject().engine ?? "fast";
}

/** How our commands begin in a project of a kind. */
const COMMANDS = { repository: "npx hardhat", hardhat: "npx hardhat rewardscape", foundry: "npx rewardscape" };

/** How one of our commands is typed in this project, as `npx hardhat rewardscape evolve`, and what is given to it. */
export function commandLine(name: string, ...given: readonly string[]): string {
  return [commandName(name), ...given.map(shellWord)].join(" ");
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
