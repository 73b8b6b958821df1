import { join } from "node:path";
import { parseJson } from "../core/json.ts";
import { object, optional, string, type Shape } from "../core/shape.ts";
import { readBuildInfo } from "../project/build-info.ts";
import { currentProject } from "../project/project.ts";
import type { CompilerMetadata, ExternalArtifact } from "./external-artifact.ts";

/** What made an artifact, as far as it or its build says so. */
interface CompiledBy {
  /** With its commit, as in 0.8.37+commit.f401782d; without where the code alone tells it. */
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

/** By its build where that is at hand; a contract that came alone says it by its metadata, its compiler even by its code. */
function compiledBy(artifact: ExternalArtifact): CompiledBy {
  const built = buildOf(artifact.buildInfoId);
  // a search asks of each of its designs, and to read metadata takes long
  if (built?.version !== undefined && built.evmVersion !== undefined) return built;
  const { version, evmVersion } = statedBy(artifact.metadata);
  return {
    version: built?.version ?? version ?? versionInCode(artifact),
    evmVersion: built?.evmVersion ?? evmVersion,
  };
}

function buildOf(buildInfoId: string | undefined): CompiledBy | undefined {
  if (buildInfoId === undefined) return undefined;
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

/** What a compiler's metadata state; nothing for something else. */
export function statedBy(metadata: unknown): CompiledBy {
  try {
    const json = typeof metadata === "string" ? parseJson(metadata) : metadata;
    const { compiler, settings } = compilerMetadata.read(json, "$");
    return { version: compiler?.version, evmVersion: settings?.evmVersion };
  } catch {
    return { version: undefined, evmVersion: undefined };
  }
}

/** `solc` and a release of three bytes in the CBOR that solc puts at the end of code since 0.5.9. */
const RELEASE = /64736f6c6343([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/gi;
/** Characters of hex in which it is: its length in bytes has 16 bits, and it is hardly ever more than these. */
const TRAILER = 512;

function versionInCode({ bytecode, deployedBytecode }: ExternalArtifact): string | undefined {
  for (const code of [deployedBytecode, bytecode]) {
    const hex = typeof code === "string" ? code : (code?.object ?? "");
    const release = [...hex.slice(-TRAILER).matchAll(RELEASE)].at(-1);
    if (release)
      return release
        .slice(1)
        .map((byte) => parseInt(byte, 16))
        .join(".");
  }
  return undefined;
}
