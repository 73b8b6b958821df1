import type { Abi } from "abitype";
import { encodeDeployData } from "viem";
import { hex, sha256 } from "../core/canonical.ts";
import { asFunctionOfItsInput, deepFreeze } from "../core/determinism.ts";
import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { readArtifact } from "./artifacts.ts";
import { FunctionNames } from "./function-names.ts";
import { bindContract } from "./bind-contract.ts";
import { addressBytes, addressText } from "./handles.ts";
import { createAddress, roleAddress } from "./addresses.ts";
import type { Address } from "./handles.ts";
import type { Design } from "./parameters.ts";
import type { DeployInput, ExternalArtifact, Scenario } from "./scenario.ts";

export interface PlannedDeployment {
  readonly label: string;
  readonly address: Address;
  readonly initcode: Uint8Array;
  readonly value: bigint;
}

/** Everything about a deployment that can be known before a chain runs: the contracts, where they will be, who owns them. */
export interface Plan {
  readonly treasury: Uint8Array;
  readonly actors: ReadonlyMap<string, Uint8Array>;
  readonly deployments: readonly PlannedDeployment[];
  /** All contracts that the scenario names, those that others create included. */
  readonly known: readonly Uint8Array[];
  /** The account of an actor. Throws InputError SCENARIO_ACTOR. */
  actor(name: string): Address;
  /** sha256 of the ABI of every contract that the scenario names, in order: by it calls are encoded and answers read. */
  readonly interfaces: readonly string[];
  /** What `deploy` returned: `c` of the scenario. */
  readonly contracts: Record<string, unknown>;
  /** How functions are called where people read of them, and the ABIs of all contracts that the scenario names. */
  readonly names: FunctionNames;
  /** Functions that species declare that they may call. */
  readonly actions: ReadonlyMap<string, readonly string[]>;
}

/** Runs a scenario's `deploy` without a chain, for so many agents by species. Throws InputError for whatever does not fit. */
export function planDeployment(
  scenario: Scenario,
  design: Design,
  seed: string,
  agents: { readonly [species: string]: number },
): Plan {
  const treasury = roleAddress(seed, "treasury");
  const actors = new Map([...scenario.actors.keys()].map((name) => [name, roleAddress(seed, `actor ${name}`)]));
  const deployments: PlannedDeployment[] = [];
  const deploy = (label: string, artifact: ExternalArtifact, args: readonly unknown[], value = 0n): unknown => {
    const address = createAddress(treasury, deployments.length);
    known.push(addressBytes(address));
    abis.add(artifact.abi);
    deployments.push({ label, address, initcode: initcode(label, artifact, args), value });
    return bind(artifact, address);
  };
  const interfaces: string[] = [];
  const bind = (artifact: ExternalArtifact, address: Address): unknown => {
    interfaces.push(abiHash(artifact));
    return bindContract(artifact.abi, address);
  };
  const known: Uint8Array[] = [];
  const abis = new Set<Abi>();
  const actor = (name: string): Address => {
    const account = actors.get(name);
    if (account) return addressText(account);
    throw InputError.of("SCENARIO_ACTOR", {
      where: `scenario ${scenario.name}`,
      found: name,
      remedy: suggest(name, actors.keys()),
      actors: [...actors.keys()].join(", ") || "none declared",
    });
  };
  const input = {
    design,
    treasury: addressText(treasury),
    actor,
    count: (species: string) => agents[species] ?? 0,
    contract: (name: string, args: readonly unknown[], options?: { readonly value?: bigint }) =>
      deploy(name, artifactOf(name), args, options?.value),
    fromArtifact: (artifact: ExternalArtifact, args: readonly unknown[], options?: { readonly value?: bigint }) =>
      deploy(artifact.contractName ?? "external contract", artifact, args, options?.value),
    at: (name: string, address: Address) => {
      known.push(addressBytes(address));
      abis.add(artifactOf(name).abi);
      return bind(artifactOf(name), address);
    },
  };
  const contracts = asFunctionOfItsInput(
    () => `deploy of scenario ${scenario.name}`,
    () => deepFreeze(scenario.base.deploy(input as unknown as DeployInput<Design>)),
  );
  const names = new FunctionNames(contracts, deployments, [...abis]);
  const setting = { c: contracts, design };
  const actions = new Map(
    [...scenario.species].flatMap(([name, spec]) =>
      spec.actions && agents[name]
        ? [
            [
              name,
              asFunctionOfItsInput(
                () => `actions of species ${name}`,
                () => names.declared(name, spec.actions!(setting)),
              ),
            ] as const,
          ]
        : [],
    ),
  );
  return { treasury, actors, deployments, known, actor, interfaces, contracts, names, actions };
}

/** As the code is read once, so is what names the interface. */
const abiHashes = new WeakMap<ExternalArtifact, string>();

function abiHash(artifact: ExternalArtifact): string {
  let known = abiHashes.get(artifact);
  if (known === undefined) abiHashes.set(artifact, (known = hex(sha256(JSON.stringify(artifact.abi)))));
  return known;
}

/** Read once in a process: a search plans a deployment for each of thousands of designs. */
const artifacts = new Map<string, ExternalArtifact>();

function artifactOf(name: string): ExternalArtifact {
  let artifact = artifacts.get(name);
  if (!artifact) artifacts.set(name, (artifact = readArtifact(name)));
  return artifact;
}

function initcode(label: string, artifact: ExternalArtifact, args: readonly unknown[]): Uint8Array {
  const where = `constructor of ${label}`;
  const code = creationCode(where, artifact);
  const expected = constructorInputs(artifact.abi);
  if (expected.length !== args.length) {
    throw InputError.of("CONSTRUCTOR_ARGUMENTS", {
      where,
      expected: `${expected.length} arguments (${expected.join(", ")})`,
      found: String(args.length),
    });
  }
  try {
    const encoded = encodeDeployData({ abi: artifact.abi, bytecode: "0x", args });
    return Uint8Array.from(Buffer.concat([code, Buffer.from(encoded.slice(2), "hex")]));
  } catch (cause) {
    throw InputError.of(
      "CONSTRUCTOR_ARGUMENTS",
      {
        where,
        expected: expected.join(", ") || "no arguments",
        found: cause instanceof Error ? cause.message.split("\n")[0]! : String(cause),
      },
      { cause },
    );
  }
}

/** Read from hex once: it is the same for every design, and a hundred times as long as the arguments behind it. */
const codes = new WeakMap<ExternalArtifact, Uint8Array>();

function creationCode(where: string, artifact: ExternalArtifact): Uint8Array {
  const known = codes.get(artifact);
  if (known) return known;
  const bytecode = typeof artifact.bytecode === "string" ? artifact.bytecode : artifact.bytecode.object;
  const plain = bytecode.startsWith("0x") ? bytecode : `0x${bytecode}`;
  if (!/^0x([0-9a-f]{2})+$/i.test(plain)) {
    throw InputError.of("CONTRACT_BYTECODE", {
      where,
      found: plain === "0x" ? "none (an interface or abstract contract?)" : "unlinked or broken bytecode",
    });
  }
  const code = Uint8Array.from(Buffer.from(plain.slice(2), "hex"));
  codes.set(artifact, code);
  return code;
}

function constructorInputs(abi: Abi): string[] {
  const constructor = abi.find((item) => item.type === "constructor");
  return constructor?.inputs.map((input) => `${input.type} ${input.name ?? ""}`.trim()) ?? [];
}
