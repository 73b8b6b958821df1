import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ContractArtifact } from "./openzeppelin.ts";

const ARTIFACTS = join(import.meta.dirname, "../../../artifacts/contracts");

/** Code without places that wait for the address of a library. */
const COMPLETE = /^0x(?:[\da-f]{2})+$/i;

/** Compiled contracts of contracts/ that can be deployed as they are, sorted by path; none before `hardhat build`. */
export function projectArtifacts(folder = ARTIFACTS): ContractArtifact[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as ContractArtifact)
    .filter(({ bytecode }) => typeof bytecode === "string" && COMPLETE.test(bytecode));
}
