import { join } from "node:path";
import { parseJson } from "../core/json.ts";
import { object, optional, string, type Shape } from "../core/shape.ts";
import { readBuildInfo } from "../project/build-info.ts";
import { currentProject } from "../project/project.ts";
import type { CompilerMetadata, ExternalArtifact } from "./external-artifact.ts";

/** What made an artifact, as far as it or its build says so. */
interface CompiledBy {
  /** With its commit, as in 0.8.37+commit.f401782d. */
  readonly version: string | undefined;
  readonly evmVersion: string | undefined;
}

/** The EVM that an artifact was compiled for, where it or the build that made it says so. */
export function evmVersionOf(artifact: ExternalArtifact): string | undefined {
  return compiledBy(artifact).evmVersion;
}

/** The versions of the compilers that made some artifacts, in order; "unknown" among them where one does not say. */
export function compilersOf(artifacts: Iterable<ExternalArtifact>): string[] {
  const versions = new Set([...artifacts].map((artifact) => compiledBy(artifact).version ?? "unknown"));
  return [...versions].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Of builds, whose files are large. */
const read = new Map<string, CompiledBy>();

function compiledBy({ buildInfoId, metadata }: ExternalArtifact): CompiledBy {
  if (buildInfoId === undefined) {
    const { compiler, settings } = metadataOf(metadata);
    return { version: compiler?.version, evmVersion: settings?.evmVersion };
  }
  const file = join(currentProject().artifacts, "build-info", `${buildInfoId}.json`);
  let known = read.get(file);
  if (!known) {
    const build = readBuildInfo(file);
    known = { version: build?.solcLongVersion ?? build?.solcVersion, evmVersion: build?.input?.settings?.evmVersion };
    read.set(file, known);
  }
  return known;
}

const compilerMetadata: Shape<CompilerMetadata> = object({
  compiler: optional(object({ version: optional(string) })),
  settings: optional(object({ evmVersion: optional(string) })),
});

function metadataOf(metadata: ExternalArtifact["metadata"]): CompilerMetadata {
  try {
    return compilerMetadata.read(typeof metadata === "string" ? parseJson(metadata) : metadata, "$");
  } catch {
    return {}; // something else than a compiler's: nothing is known then
  }
}
