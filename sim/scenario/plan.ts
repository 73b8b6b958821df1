import type { Abi, AbiParameter } from "abitype";
import { encodeConstructor } from "../chain/codec/constructor.ts";
import { hex, sha256 } from "../core/canonical.ts";
import { deepFreeze } from "../core/determinism.ts";
import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { artifactOf } from "./artifacts.ts";
import { givenAbi, givenArtifact } from "./artifact-shape.ts";
import { FunctionNames } from "./function-names.ts";
import { functionsOf } from "./callable-functions.ts";
import type { Genes } from "./genes.ts";
import { namedIn } from "./program-gene.ts";
import type { Action } from "./species.ts";
import { bindContract } from "./bind-contract.ts";
import { addressBytes, addressText } from "./handles.ts";
import { RESULT, scenarioFunction } from "./schema/results.ts";
import { createAddress, roleAddress } from "./addresses.ts";
import type { Address } from "./handles.ts";
import type { Design } from "./parameters.ts";
import { linkedCode, plainSource } from "./link.ts";
import type { ExternalArtifact } from "./external-artifact.ts";
import type { DeployInput, DeployOptions, Scenario } from "./scenario.ts";

export interface PlannedDeployment {
  readonly label: string;
  readonly artifact: ExternalArtifact;
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
  /** Every contract that the scenario names, with its ABI. */
  readonly bound: readonly { readonly address: Address; readonly abi: Abi }[];
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
  const actors = new Map(
    [...scenario.actors].map(([name, { at }]) => [name, at ? addressBytes(at) : roleAddress(seed, `actor ${name}`)]),
  );
  const deployments: PlannedDeployment[] = [];
  const place = (
    label: string,
    artifact: ExternalArtifact,
    args: readonly unknown[],
    { value = 0n, libraries = {} }: DeployOptions,
  ): Address => {
    const linked = linkedCode(`contract ${label}`, artifact, libraries, library);
    const code = initcode(label, artifact, linked, args);
    const address = createAddress(treasury, deployments.length);
    deployments.push({ label, artifact, address, initcode: code, value });
    known.push(addressBytes(address));
    abis.add(artifact.abi);
    if (artifact.contractName !== undefined) deployed.set(artifact, address);
    return address;
  };
  const deploy = (
    label: string,
    artifact: ExternalArtifact,
    args: readonly unknown[],
    options: DeployOptions = {},
  ): unknown => bind(artifact.abi, place(label, artifact, args, options));
  /** The library that was deployed before, or the project's, which is then deployed. */
  const library = (name: string, source: string | undefined): Address | undefined => {
    const artifact = libraryArtifact(name, source);
    if (artifact) return deployed.get(artifact) ?? place(name, artifact, [], {});
    const alike = [...deployed].filter(([{ contractName }]) => contractName === name);
    return alike.length === 1 ? alike[0]![1] : undefined;
  };
  const deployed = new Map<ExternalArtifact, Address>();
  const interfaces: string[] = [];
  const bound: { readonly address: Address; readonly abi: Abi }[] = [];
  const bind = (abi: Abi, address: Address): unknown => {
    interfaces.push(abiHash(abi));
    bound.push({ address, abi });
    return bindContract(abi, address);
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
    contract: (name: string, args: readonly unknown[], options?: DeployOptions) =>
      deploy(plainName(name), artifactOf(name), args, options),
    fromArtifact: (given: ExternalArtifact, args: readonly unknown[], options?: DeployOptions) => {
      const artifact = givenArtifact(given, "fromArtifact");
      return deploy(artifact.contractName ?? "external contract", artifact, args, options);
    },
    at: (nameOrAbi: string | Abi, address: Address) => {
      const abi = typeof nameOrAbi === "string" ? artifactOf(nameOrAbi).abi : givenAbi(nameOrAbi, `at ${address}`);
      known.push(addressBytes(address));
      abis.add(abi);
      return bind(abi, address);
    },
  };
  const contracts = scenarioFunction(
    () => `deploy of scenario ${scenario.name}`,
    () => deepFreeze(scenario.base.deploy(input as unknown as DeployInput<Design>)),
    RESULT.contracts,
  );
  const placed = new Map(deployments.map(({ address, label }) => [address.toLowerCase(), label]));
  for (const [name, account] of actors) {
    const label = placed.get(addressText(account));
    if (label !== undefined)
      throw InputError.of("ACCOUNT_HAS_CODE", { where: `actor ${name}`, found: `contract ${label}` });
  }
  for (const address of scenario.base.burnAddresses ?? []) known.push(addressBytes(address));
  const names = new FunctionNames(contracts, deployments, [...abis]);
  const setting = { c: contracts, design };
  const actions = new Map<string, string[]>();
  for (const [name, spec] of scenario.species) {
    if (!agents[name]) continue;
    const can = programActions(name, spec.genome as Genes, contracts);
    if (spec.actions)
      actions.set(
        name,
        scenarioFunction(
          () => `actions of species ${name}`,
          () => names.declared(name, spec.actions!(setting)),
        ),
      );
    else if (can) actions.set(name, names.declared(name, can));
  }
  return { treasury, actors, deployments, known, actor, interfaces, bound, contracts, names, actions };
}

/** What the programs of a species name; undefined where there are none, or they may do anything. Throws InputError GENE_PROGRAM. */
function programActions(species: string, genes: Genes, contracts: object): Action[] | undefined {
  const named = namedIn(genes);
  if (!named) return undefined;
  const { calls } = functionsOf(contracts);
  return named.map((name) => {
    const found = calls.find((one) => one.name === name);
    if (found) return found.method;
    const known = calls.map((one) => one.name);
    throw InputError.of("GENE_PROGRAM", {
      where: `species ${species}, can`,
      expected: `functions that change state: ${known.join(", ") || "there are none"}`,
      found: name,
      remedy: suggest(name, known),
    });
  });
}

/** Without the source, which tells contracts of one name apart where they are looked for, and nowhere else. */
const plainName = (name: string): string => name.slice(name.lastIndexOf(":") + 1);

/** As the code is read once, so is what names the interface. */
const abiHashes = new WeakMap<Abi, string>();

function abiHash(abi: Abi): string {
  let known = abiHashes.get(abi);
  if (known === undefined) abiHashes.set(abi, (known = hex(sha256(JSON.stringify(abi)))));
  return known;
}

/** A library that the project has compiled, by its source and name, or by its name alone where that is unambiguous. */
function libraryArtifact(name: string, source: string | undefined): ExternalArtifact | undefined {
  for (const known of [...(source === undefined ? [] : [`${plainSource(source)}:${name}`]), name]) {
    try {
      return artifactOf(known);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}

function initcode(label: string, artifact: ExternalArtifact, linked: string, args: readonly unknown[]): Uint8Array {
  const where = `constructor of ${label}`;
  const code = creationCode(where, linked);
  const inputs = constructorInputs(artifact.abi);
  const expected = inputs.map(({ type, name = "" }) => `${type} ${name}`.trim());
  if (expected.length !== args.length) {
    throw InputError.of("CONSTRUCTOR_ARGUMENTS", {
      where,
      expected: `${expected.length} arguments (${expected.join(", ")})`,
      found: String(args.length),
    });
  }
  try {
    return Uint8Array.from(Buffer.concat([code, encodeConstructor(inputs, args)]));
  } catch (cause) {
    throw InputError.of(
      "CONSTRUCTOR_ARGUMENTS",
      {
        where,
        expected: expected.join(", ") || "no arguments",
        found: cause instanceof InputError ? `${cause.fault.found} for ${cause.fault.where}` : String(cause),
      },
      { cause },
    );
  }
}

/** Read from hex once: it is the same for every design, and a hundred times as long as the arguments behind it. */
const codes = new Map<string, Uint8Array>();

function creationCode(where: string, linked: string): Uint8Array {
  const known = codes.get(linked);
  if (known) return known;
  if (!/^([0-9a-f]{2})+$/i.test(linked)) {
    throw InputError.of("CONTRACT_BYTECODE", {
      where,
      found: linked === "" ? "none (an interface or abstract contract?)" : "something else",
    });
  }
  const code = Uint8Array.from(Buffer.from(linked, "hex"));
  codes.set(linked, code);
  return code;
}

function constructorInputs(abi: Abi): readonly AbiParameter[] {
  return abi.find((item) => item.type === "constructor")?.inputs ?? [];
}
