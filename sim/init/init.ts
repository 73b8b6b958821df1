import { DEFAULT_HARDFORK, type Hardfork } from "../core/hardfork.ts";
import { InputError } from "../core/errors/errors.ts";
import type { ExternalArtifact } from "../scenario/external-artifact.ts";
import { candidates } from "./arguments.ts";
import { NOTHING, type Behaviour, type WrittenCall } from "./behaviour.ts";
import { Explorer } from "./explorer.ts";
import { firstThatWorks } from "./first-that-works.ts";
import { functionOf, isToken, Parts, type Part } from "./parts.ts";
import { scenarioText } from "./scenario-text.ts";
import { Trial } from "./trial.ts";

export interface InitOptions {
  /** The name by which the project's contracts know it, as `contract(name, ...)` will; the artifact's unless stated. */
  readonly contract?: string;
  /** Where the vocabulary is imported from. */
  readonly from?: string;
  /** Other contracts of the project by their names: what a constructor's argument of type `IVault` may be. */
  readonly find?: (name: string) => ExternalArtifact | undefined;
  readonly hardfork?: Hardfork;
}

/** A scenario for a contract, as a first draft. */
export interface InitialScenario {
  /** Suggested name of the file. */
  readonly file: string;
  readonly text: string;
  /** What was guessed and what was not found, a line each, for the screen. */
  readonly notes: readonly string[];
}

/**
 * Writes a scenario for a compiled contract: it type-checks and runs as it is. Arguments of the constructor, what agents
 * can do and which views tell their claims are found by trying them on a chain of its own, so the text says only what
 * worked there.
 *
 * Throws InputError INIT_UNDEPLOYABLE.
 *
 * @example
 * const { file, text, notes } = initScenario(await hre.artifacts.readArtifact("StakingPool"), { from: "rewardscape" });
 */
export function initScenario(artifact: ExternalArtifact, options: InitOptions = {}): InitialScenario {
  const contract = options.contract ?? artifact.contractName ?? "Contract";
  const plain = contract.split(":").at(-1)!;
  refuseAbstract(plain, artifact);
  const trial = new Trial(options.hardfork ?? DEFAULT_HARDFORK);
  try {
    const parts = new Parts(trial, (name) => (name === plain ? undefined : options.find?.(name)));
    const { part, args, reason } = parts.deploy(contract, artifact, plain);
    const key = part?.key ?? parts.freeKey(plain);
    const target: Part = part ?? {
      key,
      artifact,
      contract,
      args,
      address: trial.treasury,
      isToken: isToken(artifact.abi),
    };
    const notes: string[] = [];
    if (!part)
      notes.push(
        `its constructor reverted with every placeholder (${reason}): fill its arguments, then run init again`,
      );
    const before = part ? initialised(parts, target) : [];
    const behaviour = part ? new Explorer(parts, target).explore(before) : NOTHING;
    const draft = { target, parts: usedParts(parts, target, behaviour), behaviour };
    return {
      file: `${kebab(plain)}.ts`,
      text: scenarioText(draft, { name: kebab(plain), contract: plain, from: options.from ?? "rewardscape" }),
      notes: [...notes, ...behaviourNotes(behaviour)],
    };
  } finally {
    trial.close();
  }
}

function refuseAbstract(name: string, { bytecode }: ExternalArtifact): void {
  const code = typeof bytecode === "string" ? bytecode : bytecode.object;
  if (/^(0x)?([0-9a-f]{2})+$/i.test(code)) return;
  const empty = /^(0x)?$/.test(code);
  throw InputError.of("INIT_UNDEPLOYABLE", {
    where: `contract ${name}`,
    found: empty ? "an interface or an abstract contract: it has no code" : "code with libraries that are not linked",
    remedy: empty ? "name a contract that inherits from it" : "link its libraries first",
  });
}

/** Calls `initialize` where there is one, as whoever deploys an upgradeable contract must. */
function initialised(parts: Parts, target: Part): WrittenCall[] {
  const fn = functionOf(target.artifact.abi, "initialize");
  if (!fn || fn.stateMutability === "view" || fn.stateMutability === "pure") return [];
  const { trial } = parts;
  const choices = fn.inputs.map((input) => candidates(input, "treasury", parts));
  const args = firstThatWorks(choices, (chosen) => {
    const given = chosen.map((one) => one.value(parts.world()));
    return trial.send(trial.treasury, target.address, target.artifact.abi, fn, given).ok;
  });
  return args ? [{ key: target.key, name: fn.name, args }] : [];
}

/** Those that the scenario names, in the order of deployment. */
function usedParts(parts: Parts, target: Part, behaviour: Behaviour): Part[] {
  const used = new Set<string>();
  const use = (key: string): void => {
    if (used.has(key)) return;
    used.add(key);
    for (const needed of (parts.all.get(key) ?? target).args.flatMap(({ needs }) => needs)) use(needed);
  };
  use(target.key);
  for (const { args } of [...behaviour.actions, ...behaviour.setup.filter(({ key }) => key === target.key)])
    for (const needed of args.flatMap(({ needs }) => needs)) use(needed);
  const all = [...parts.all.values()].filter(({ key }) => used.has(key));
  return all.includes(target) ? all : [...all, target];
}

function behaviourNotes({ actions, owners, failing }: Behaviour): string[] {
  return [
    ...(actions.length > 0
      ? [`agents can call: ${actions.map(({ name }) => name).join(", ")}`]
      : ["no function that an agent can call was found"]),
    ...(owners.length > 0 ? [`only the owner can: ${owners.join(", ")}`] : []),
    ...failing.map(({ signature, reason }) => `never succeeded: ${signature}: ${reason}`),
  ];
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}
