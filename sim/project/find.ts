import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { PACKAGE_ROOT, packageFrom, publishedPackage, versionFrom } from "../core/package.ts";
import { foundryProject } from "./foundry.ts";
import { hardhatProject } from "./hardhat.ts";
import { knownProject, repositoryProject, useProject, type Project } from "./project.ts";

const HARDHAT = ["ts", "mts", "cts", "js", "mjs", "cjs"].map((extension) => `hardhat.config.${extension}`);

/** What kind of project a folder is in, and its root: the nearest folder upward that has a configuration. */
export function projectAt(folder: string): { readonly kind: "hardhat" | "foundry"; readonly root: string } | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (HARDHAT.some((name) => existsSync(join(at, name)))) return { kind: "hardhat", root: at };
    if (existsSync(join(at, "foundry.toml"))) return { kind: "foundry", root: at };
    if (dirname(at) === at) return undefined;
  }
}

/**
 * Makes the project that one stands in that of this process, unless one was named before.
 * Throws InputError PROJECT_NONE, PLUGIN_MISSING, FOUNDRY_NO_FORGE.
 */
export async function findProject(folder: string = process.cwd()): Promise<Project> {
  const known = knownProject();
  if (known) return known;
  const project = publishedPackage() ? await projectIn(folder) : repositoryProject();
  useProject(project);
  return project;
}

/** The project that a folder is in. Throws InputError PROJECT_NONE, PEER_MISSING, HARDHAT_OLD, PLUGIN_MISSING, FOUNDRY_NO_FORGE. */
export async function projectIn(folder: string): Promise<Project> {
  const found = projectAt(folder);
  if (!found) throw InputError.of("PROJECT_NONE", { where: folder, found: "none of them, here or in a folder above" });
  requirePeers(found.root);
  requireOneVersion(found.root);
  if (found.kind === "foundry") return foundryProject(found.root);
  // The environment of the configuration, made once a process: the same one that the tests of the project have.
  const { config } = await import("hardhat");
  return hardhatProject(config);
}

/** Scenarios and the command have to be of one installation: what one builds, another may read otherwise. Throws InputError VERSIONS_TWO. */
export function requireOneVersion(root: string, running: string = PACKAGE_ROOT): void {
  const own = packageFrom(root, "rewardscape");
  if (own === undefined || realpathSync(own) === realpathSync(running)) return;
  throw InputError.of("VERSIONS_TWO", { where: root, found: running, own });
}

/** What the project has to bring: the chain and the ABI's encoding. Throws InputError PEER_MISSING, HARDHAT_OLD. */
export function requirePeers(root: string): void {
  for (const name of ["hardhat", "viem"]) {
    const version = versionFrom(root, name);
    if (version === undefined) throw InputError.of("PEER_MISSING", { where: root, found: `no ${name}`, name });
    if (name === "hardhat" && Number.parseInt(version) < 3)
      throw InputError.of("HARDHAT_OLD", { where: root, found: `hardhat ${version}` });
  }
}
