import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { HARDFORKS } from "../core/hardfork.ts";
import { readJson } from "../core/outside-file.ts";
import { json, object, optional } from "../core/shape.ts";
import { artifactIndex } from "../project/artifact-index.ts";
import { buildInfoFiles, readBuildInfo } from "../project/build-info.ts";
import type { Project } from "../project/project.ts";
import { statedBy } from "../scenario/compiled-by.ts";
import { missing, ok, poor, type Finding } from "./finding.ts";

const BUILD = { repository: "npx hardhat build", hardhat: "npx hardhat build", foundry: "forge build" };
const SOURCES = { repository: "contracts", hardhat: "contracts", foundry: "src" };

/** Compilers, artifacts and whether they are of the sources that lie there now. */
export function contractFindings({ kind, root, artifacts }: Project): Finding[] {
  const build = `run ${BUILD[kind]}`;
  const index = artifactIndex(artifacts);
  const files = new Set([...index.values()].flat());
  if (files.size === 0) return [missing("artifacts", `no compiled contract in ${artifacts}`, build)];
  // When something was compiled last: a build writes only what changed.
  const last = [...files].reduce((most, file) => Math.max(most, statSync(file).mtimeMs), 0);
  const newer = sourcesBelow(join(root, SOURCES[kind])).filter((file) => statSync(file).mtimeMs > last);
  return [
    ok("artifacts", `${files.size} compiled contracts`),
    newer.length > 0
      ? poor("sources", `${newer.length} changed after they were compiled, such as ${newer[0]}`, build)
      : ok("sources", "none newer than the artifacts"),
    ...compilerFindings(kind, artifacts, files),
  ];
}

function sourcesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sol"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** How something was compiled. */
interface Compilation {
  readonly version: string | undefined;
  readonly evmVersion: string | undefined;
  readonly viaIR?: boolean;
}

/** The compilers that made the artifacts, as their build-info says, or else their own metadata. */
function compilerFindings(kind: Project["kind"], artifacts: string, contracts: Iterable<string>): Finding[] {
  const again = `run ${kind === "foundry" ? "forge build --build-info" : BUILD[kind]}`;
  const files = buildInfoFiles(artifacts);
  const read = files.map((file) => ({ file, info: readBuildInfo(file) }));
  const damaged = read.find(({ info }) => !info);
  if (damaged) return [poor("compilers", `${damaged.file} is damaged`, `delete it, and ${again}`)];
  const builds = read.flatMap(({ info }): Compilation[] => {
    const { evmVersion, viaIR } = info?.input?.settings ?? {};
    return info?.solcVersion === undefined ? [] : [{ version: info.solcVersion, evmVersion, viaIR: viaIR === true }];
  });
  const all = builds.length > 0 ? builds : [...contracts].flatMap(statedIn);
  if (all.length === 0)
    return [poor("compilers", "neither build-info beside the artifacts nor metadata in them", again)];
  const told = all.map(({ version = "of unknown version", evmVersion, viaIR }) =>
    [`solc ${version}`, evmVersion && `for ${evmVersion}`, viaIR && "viaIR"].filter(Boolean).join(" "),
  );
  const later = [...new Set(all.map(({ evmVersion }) => evmVersion))].filter(
    (name) => name !== undefined && LATER.test(name),
  );
  return [
    ok("compilers", [...new Set(told)].join("; ")),
    ...(later.length > 0
      ? [
          poor(
            "evmVersion",
            `${later.join(", ")}, newer than the engines execute`,
            `compile for ${HARDFORKS.at(-1)} or before`,
          ),
        ]
      : []),
  ];
}

/** What the metadata of one artifact state. */
function statedIn(file: string): Compilation[] {
  try {
    const { metadata } = withMetadata.read(readJson(file), "$");
    const stated = statedBy(metadata);
    return stated.version === undefined && stated.evmVersion === undefined ? [] : [stated];
  } catch {
    return []; // whoever deploys it is told that it is damaged
  }
}

const withMetadata = object({ metadata: optional(json) });

/** EVM versions of compilers for which there is no engine. */
const LATER = /^(amsterdam|bogota|future)/;
