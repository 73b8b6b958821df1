import type { Abi } from "abitype";
import { InputError } from "../core/errors/errors.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { readJson, unreadBecause } from "../core/outside-file.ts";
import { artifactIndex, type ArtifactIndex } from "../project/artifact-index.ts";
import { currentProject, shownPath } from "../project/project.ts";
import { asArtifact } from "./artifact-shape.ts";
import type { ExternalArtifact } from "./external-artifact.ts";

let compiled: { readonly folder: string; readonly index: ArtifactIndex } | undefined;

function projectIndex(): ArtifactIndex {
  const { artifacts } = currentProject();
  if (compiled?.folder !== artifacts) compiled = { folder: artifacts, index: artifactIndex(artifacts) };
  return compiled.index;
}

const REMEDIES = {
  repository:
    "put its source under contracts/, or into npmFilesToBuild of hardhat.config.ts, and run npx hardhat build",
  hardhat: "put its source where Hardhat looks for it, or into npmFilesToBuild, and run npx hardhat build",
  foundry: "put its source under src/ and run forge build",
};

/**
 * The artifact of a contract that the project has compiled, by its name, or by "path/of/Source.sol:Name" where a
 * package defines one of the same name.
 */
export function readArtifact(name: string, index: ArtifactIndex = projectIndex()): ExternalArtifact {
  const files = index.get(name) ?? [];
  if (files.length === 1) return parsed(files[0]!);
  const where = "deploy";
  if (files.length > 1) {
    const qualified = [...index.keys()].filter((key) => key.endsWith(`:${name}`)).sort();
    throw InputError.of("CONTRACT_AMBIGUOUS", { where, found: name, names: qualified.join(", ") });
  }
  const remedy = REMEDIES[currentProject().kind];
  if (index.size === 0)
    throw InputError.of("CONTRACTS_NONE", {
      where,
      found: `none below ${shownPath(currentProject().artifacts)}`,
      remedy,
    });
  const near = didYouMean(
    name,
    [...index.keys()].filter((key) => key.includes(":") === name.includes(":")),
  );
  throw InputError.of("CONTRACT_UNKNOWN", {
    where,
    expected: near.length ? `a compiled contract, such as ${near.join(", ")}` : "a compiled contract",
    found: name,
    remedy,
  });
}

/** Of the project used last, read once: a search plans a deployment for each of thousands of designs. */
const artifacts = new Map<string, ExternalArtifact>();
let folder: string | undefined;

/** The artifact of a name as every scenario of this process has it: the same object by the same name. */
export function artifactOf(name: string): ExternalArtifact {
  const { artifacts: current } = currentProject();
  if (current !== folder) artifacts.clear();
  folder = current;
  let artifact = artifacts.get(name);
  if (artifact) return artifact;
  artifact = readArtifact(name);
  // The same object by both of its names, so that it is known to be one contract.
  const qualified = `${artifact.sourceName ?? ""}:${artifact.contractName ?? name}`;
  artifact = artifacts.get(qualified) ?? artifact;
  artifacts.set(qualified, artifact).set(name, artifact);
  contractNames.set(artifact.abi, artifact.contractName ?? name);
  return artifact;
}

/** Every contract that the project has compiled, each read when it is come to. */
export function* compiledContracts(): Generator<ExternalArtifact> {
  for (const name of projectIndex().keys()) if (name.includes(":")) yield artifactOf(name);
}

/** By the ABI, the contract whose artifact it is. */
const contractNames = new WeakMap<Abi, string>();

/** The contract that an ABI was read as; undefined for one that a scenario brings itself. */
export function contractNameOf(abi: Abi): string | undefined {
  return contractNames.get(abi);
}

/** Throws InputError ARTIFACT_DAMAGED for what no compiler writes. */
function parsed(file: string): ExternalArtifact {
  try {
    return asArtifact(readJson(file));
  } catch (cause) {
    const remedy = "delete the file and build again";
    throw InputError.of("ARTIFACT_DAMAGED", { where: file, found: unreadBecause(cause), remedy }, { cause });
  }
}
