import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { RunError } from "../../core/errors/errors.ts";
import { object, oneOf, optional, string, type Shape } from "../../core/shape.ts";
import { ownFiles } from "../../evaluation/source-hash.ts";
import type { LoadedScenario } from "../../evaluation/load.ts";
import type { Code } from "../../jobs/queue/code.ts";
import { artifactIndex } from "../../project/artifact-index.ts";
import { buildInfoFiles, readBuildInfo } from "../../project/build-info.ts";
import { currentProject } from "../../project/project.ts";

/** What is said of the files: where in them the scenario and the contracts are. */
export interface CodeAbout {
  readonly kind: "repository" | "hardhat" | "foundry";
  readonly scenario: string;
  readonly scenarios: string;
  readonly artifacts: string;
  readonly hardfork?: string | undefined;
}

export const codeAbout: Shape<CodeAbout> = object({
  kind: oneOf("repository", "hardhat", "foundry"),
  scenario: string,
  scenarios: string,
  artifacts: string,
  hardfork: optional(string),
});

/**
 * What a project has and an installed simulator has not: the scenario, the modules that it imports and the files that
 * these name or read as they are loaded, compiled contracts, and what of their builds we read. Packages do not travel.
 * Throws RunError QUEUE_CODE where one of the files lies outside the project.
 */
export function codeOf({ file }: LoadedScenario): Code {
  const { kind, root, scenarios, artifacts, hardfork } = currentProject();
  const home = realpathSync(root);
  const place = (path: string): string => {
    const inside = relative(home, realpathSync(path));
    if (inside === ".." || inside.startsWith(`..${sep}`))
      throw RunError.of("QUEUE_CODE", { where: path, found: "a file that lies outside the project" });
    return inside.split(sep).join("/");
  };
  const own = ownFiles(file).filter((path) => !path.split(sep).includes("node_modules"));
  const compiled = [...artifactIndex(artifacts).values()].flat();
  const paths = new Set([...own, ...own.flatMap((path) => manifestsAbove(path, home)), ...compiled]);
  const files = new Map([...paths].map((path): [string, Uint8Array] => [place(path), readFileSync(path)]));
  // Sources stand in the whole of them.
  for (const path of buildInfoFiles(artifacts)) {
    const { solcVersion, solcLongVersion, input } = readBuildInfo(path) ?? {};
    const settings = { evmVersion: input?.settings?.evmVersion };
    files.set(place(path), Buffer.from(JSON.stringify({ solcVersion, solcLongVersion, input: { settings } })));
  }
  const folder = (path: string): string => (existsSync(path) ? place(path) : relative(root, path).split(sep).join("/"));
  const about: CodeAbout = {
    ...{ kind, scenario: place(file), scenarios: folder(scenarios), artifacts: folder(artifacts) },
    ...(hardfork !== undefined && { hardfork }),
  };
  return { about: { ...about } as Code["about"], files };
}

/** They say what kind of modules lie below them. */
function manifestsAbove(path: string, home: string): string[] {
  const found: string[] = [];
  for (let folder = dirname(realpathSync(path)); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) found.push(manifest);
    if (folder === home || dirname(folder) === folder || relative(home, folder).startsWith("..")) return found;
  }
}
