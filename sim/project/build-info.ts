import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../core/outside-file.ts";
import { json, object, optional, record, string, type Shape } from "../core/shape.ts";

/** What we read of the file in which a build says what it was of. */
export interface BuildInfo {
  readonly solcVersion?: string;
  readonly solcLongVersion?: string;
  readonly input?: {
    readonly sources?: { readonly [name: string]: unknown };
    readonly settings?: { readonly evmVersion?: string; readonly viaIR?: unknown };
  };
}

const buildInfo: Shape<BuildInfo> = object({
  solcVersion: optional(string),
  solcLongVersion: optional(string),
  input: optional(
    object({
      sources: optional(record(json)),
      settings: optional(object({ evmVersion: optional(string), viaIR: optional(json) })),
    }),
  ),
});

/** The files of a folder of artifacts that say what its builds were of, by name; none where there is no such folder. */
export function buildInfoFiles(artifacts: string): string[] {
  const folder = join(artifacts, "build-info");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => /(?<!\.output)\.json$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** One of them; undefined where there is none, or one that no build has written. */
export function readBuildInfo(file: string): BuildInfo | undefined {
  try {
    return buildInfo.read(readJson(file), "$");
  } catch {
    return undefined; // whoever asks says that it is not known
  }
}
