import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { currentProject } from "../project/project.ts";
import type { CompilerMetadata, ExternalArtifact } from "./external-artifact.ts";

/** The EVM that an artifact was compiled for, where it or the build that made it says so. */
export function evmVersionOf({ buildInfoId, metadata }: ExternalArtifact): string | undefined {
  if (buildInfoId === undefined) return settingsOf(metadata)?.evmVersion;
  const file = join(currentProject().artifacts, "build-info", `${buildInfoId}.json`);
  const known = read.get(file);
  if (known !== undefined) return known.version;
  const build = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as BuildInfo) : undefined;
  const version = build?.input?.settings?.evmVersion;
  read.set(file, { version });
  return version;
}

interface BuildInfo {
  readonly input?: CompilerMetadata;
}

/** Of builds, whose files are large. */
const read = new Map<string, { readonly version: string | undefined }>();

function settingsOf(metadata: ExternalArtifact["metadata"]): CompilerMetadata["settings"] {
  if (typeof metadata !== "string") return metadata?.settings;
  try {
    return (JSON.parse(metadata) as CompilerMetadata | null)?.settings;
  } catch {
    return undefined; // something else than a compiler's: nothing is known then
  }
}
