import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJson, readText } from "../core/outside-file.ts";
import { array, json, object } from "../core/shape.ts";
import { artifactIndex } from "./artifact-index.ts";
import type { Project } from "./project.ts";

/** The file beside the scenarios that tells the compiler the contracts of a Foundry project. */
export const TYPES_FILE = "artifacts.d.ts";

const HEAD = `// Written by rewardscape from what forge compiled: it types contract("...") in scenarios. Do not edit.
// prettier-ignore
/* eslint-disable */
import "hardhat/types/artifacts";

declare module "hardhat/types/artifacts" {
  interface ArtifactMap {
`;

/** Writes the types of all contracts of a Foundry project; Hardhat writes those of its own. @returns whether they changed */
export function writeTypes({ artifacts, scenarios }: Project): boolean {
  const lines: string[] = [];
  for (const [name, files] of [...artifactIndex(artifacts)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (files.length !== 1) continue; // ambiguous: named with its source
    const abi = abiIn(files[0]!);
    if (abi) lines.push(`    ${JSON.stringify(name)}: { readonly abi: ${JSON.stringify(abi)} };`);
  }
  const text = `${HEAD}${lines.join("\n")}\n  }\n}\n`;
  const file = join(scenarios, TYPES_FILE);
  if (existsSync(file) && readText(file) === text) return false;
  mkdirSync(scenarios, { recursive: true });
  writeFileSync(file, text);
  return true;
}

const withAbi = object({ abi: array(json) });

/** Undefined where an artifact is damaged: who deploys it is told then, and nobody else has to know. */
function abiIn(file: string): readonly unknown[] | undefined {
  try {
    return withAbi.read(readJson(file), "$").abi;
  } catch {
    return undefined;
  }
}
