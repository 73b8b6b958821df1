import { pushAll } from "../core/many.ts";
import { DEFAULT_HARDFORK, HARDFORKS, isHardfork, type Hardfork } from "../core/hardfork.ts";
import { genesisIdentity } from "../chain/fork/genesis.ts";
import { canonical, hex, sha256 } from "../core/canonical.ts";
import { installedVersion, packageVersion } from "../core/package.ts";
import { projectHardforkFault } from "../project/hardfork.ts";
import { currentProject } from "../project/project.ts";
import { Fault, faultsOf, refuse } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { limited } from "../core/watchdog.ts";
import { ENGINES } from "../chain/chain.ts";
import type { Chain, EngineName } from "../chain/chain.ts";
import { environment } from "../environment/environment.ts";
import type { Conditions, Inputs } from "./evaluate.ts";
import { statementsOf } from "../goals/index.ts";
import type { GeneStatement, Json, Manifest } from "../core/history.ts";
import { type LoadedScenario, referenceOf } from "./load.ts";
import type { Genes } from "../scenario/genes.ts";
import { parseValue, valueFault } from "../scenario/parameters.ts";
import type { Design } from "../scenario/parameters.ts";
import { populationFaults } from "../scenario/population-faults.ts";
import { codeFaults, delegationFaults } from "../scenario/code-faults.ts";
import { compilersOf } from "../scenario/compiled-by.ts";
import { planOf, predictionsOf } from "./planned.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { sourceFiles } from "./source-hash.ts";
import type { ResultKind } from "./source-hash.ts";
import { hashOfSources } from "../sources/list.ts";
import type { SourceList } from "../sources/list.ts";
import { givenFaults } from "../scenario/schema/given.ts";
import { shapeFaults } from "../scenario/schema/shape.ts";
import { scenarioFaults } from "../scenario/validate.ts";

/** The size of the whole population, in which species keep their shares; or of some species, the others keeping theirs. */
export type Agents = number | { readonly [species: string]: number };

/** What a user asks of an evaluation; whatever is absent is the scenario's. */
export interface Request {
  readonly engine: EngineName;
  readonly hardfork?: Hardfork;
  readonly seed?: string;
  /** The size of the whole population, or the sizes of some species. */
  readonly agents?: Agents;
  readonly generations?: number;
  readonly blocks?: number;
  /** Parameters by name, as typed or as values. */
  readonly set?: { readonly [parameter: string]: string | number | bigint };
  readonly conditions?: Conditions;
}

/** Turns a request into inputs that an evaluation accepts. Throws FaultsError with everything that is wrong, at once. */
export function prepare(loaded: LoadedScenario, request: Request): Inputs {
  return limited(() => prepared(loaded, request));
}

function prepared(loaded: LoadedScenario, request: Request): Inputs {
  const { scenario } = loaded;
  refuse(shapeFaults(scenario));
  const faults = scenarioFaults(scenario);
  const declared = faults.length === 0;
  const seed = request.seed ?? "1";
  if (!ENGINES.includes(request.engine)) {
    faults.push(
      Fault.of("ENGINE_UNAVAILABLE", {
        where: "engine",
        expected: ENGINES.join(", "),
        found: String(request.engine),
        remedy: suggest(String(request.engine), ENGINES),
      }),
    );
  }
  const hardfork = hardforkOf(request.hardfork ?? scenario.base.hardfork, faults);
  const design = designOf(scenario, request.set ?? {}, faults);
  const sizes = {
    generations: size("generations", request.generations ?? scenario.base.sizes.generations, faults),
    blocks: size("blocks", request.blocks ?? scenario.base.sizes.blocks, faults),
    agents: counts(scenario, request.agents, faults),
  };
  const conditions = request.conditions ?? {};
  pushAll(faults, (scenario.base.environment ?? environment({})).conditionFaults(conditions));
  // What follows runs the scenario's own functions, on its defaults where the request is at fault.
  for (const found of conditions.idle ?? [])
    if (!scenario.actors.has(found)) {
      const parts = [...scenario.actors.keys()].join(", ") || "none declared";
      faults.push(Fault.of("PART_UNKNOWN", { where: "conditions.idle", found, parts }));
    }
  if (declared) pushAll(faults, populationFaults(scenario, design, sizes, conditions.genomes ?? {}));
  const inputs = { scenario, design, seed, conditions, sizes, engine: request.engine, hardfork };
  pushAll(faults, [...predictionFaults(inputs), ...deploymentFaults(inputs)]);
  refuse(faults);
  return inputs;
}

/** Told by the command or the scenario, or else by the project; the default where what is told is at fault. */
function hardforkOf(named: string | undefined, faults: Fault[]): Hardfork {
  const hardfork = named ?? currentProject().hardfork ?? DEFAULT_HARDFORK;
  if (isHardfork(hardfork)) return hardfork;
  const ofCommand = (): Fault =>
    Fault.of("HARDFORK_UNKNOWN", {
      where: "hardfork",
      expected: HARDFORKS.join(", "),
      found: String(hardfork),
      remedy: suggest(String(hardfork), HARDFORKS),
    });
  faults.push((named === undefined && projectHardforkFault(currentProject())) || ofCommand());
  return DEFAULT_HARDFORK;
}

/** Defaults, overridden by what the user sets. */
function designOf(scenario: Scenario, set: NonNullable<Request["set"]>, faults: Fault[]): Design {
  const { parameters } = scenario.base;
  const design: Record<string, number | bigint | string> = {};
  for (const [name, parameter] of Object.entries(parameters)) design[name] = parameter.value;
  for (const [name, given] of Object.entries(set)) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!parameter) {
      faults.push(
        Fault.of("PARAMETER_UNKNOWN", {
          where: `scenario ${scenario.name}`,
          found: name,
          remedy: suggest(name, Object.keys(parameters)),
          names: Object.keys(parameters).join(", ") || "no parameters",
        }),
      );
      continue;
    }
    const value = typeof given === "string" ? (parseValue(parameter, given) ?? given) : given;
    const fault = valueFault(name, parameter, value);
    if (fault) faults.push(fault);
    else design[name] = value;
  }
  return Object.freeze(design);
}

function size(name: string, value: number, faults: Fault[]): number {
  if (!(Number.isSafeInteger(value) && value > 0)) {
    faults.push(
      Fault.of("RUN_EMPTY", {
        where: name,
        expected: "a whole number above 0",
        found: String(value),
        remedy: `give --${name} a number of at least 1`,
      }),
    );
  }
  return value;
}

/** Those who live, by species. Each keeps its share of a whole, at least one agent; one of 0 comes only when it is named. */
function counts(
  scenario: Scenario,
  agents: Agents | undefined,
  faults: Fault[],
): { readonly [species: string]: number } {
  const all = [...scenario.species].map(([name, { count }]) => [name, count] as const);
  const own = Object.fromEntries(all.filter(([, count]) => count !== 0));
  if (agents === undefined) return own;
  if (typeof agents === "object") return named(Object.fromEntries(all), agents, faults);
  const present = Object.keys(own).length;
  if (!(Number.isSafeInteger(agents) && agents >= present)) {
    faults.push(
      Fault.of("RUN_EMPTY", {
        where: "agents",
        expected: `a whole number of at least ${present}`,
        found: String(agents),
        remedy: "give --agents enough for every species",
      }),
    );
    return own;
  }
  return shares(own, agents);
}

function named(
  own: { readonly [species: string]: number },
  agents: { readonly [species: string]: number },
  faults: Fault[],
): { readonly [species: string]: number } {
  const sizes = { ...own };
  for (const [name, count] of Object.entries(agents)) {
    if (!Object.hasOwn(own, name)) {
      const species = Object.keys(own);
      faults.push(
        Fault.of("SPECIES_UNKNOWN", {
          where: "agents",
          found: name,
          remedy: suggest(name, species),
          names: species.join(", "),
        }),
      );
    } else if (Number.isSafeInteger(count) && count >= 0) sizes[name] = count;
    else {
      const found = String(count);
      faults.push(Fault.of("RUN_EMPTY", { where: `agents ${name}`, expected: "a whole number of agents", found }));
    }
  }
  const present = Object.entries(sizes).filter(([, count]) => count !== 0);
  if (present.length === 0)
    faults.push(
      Fault.of("RUN_EMPTY", { where: "agents", expected: "somebody who lives", found: "0 of every species" }),
    );
  return Object.fromEntries(present);
}

/** Each at least one, the rest by largest remainders, so that the sum is what was asked for. */
function shares(own: { readonly [species: string]: number }, agents: number): { readonly [species: string]: number } {
  const total = Object.values(own).reduce((sum, count) => sum + count, 0);
  const exact = Object.entries(own).map(([name, count]) => ({ name, share: (count * agents) / total }));
  const given = new Map(exact.map(({ name, share }) => [name, Math.max(1, Math.floor(share))]));
  let left = agents - [...given.values()].reduce((sum, count) => sum + count, 0);
  const lacks = ({ name, share }: { name: string; share: number }): number => share - given.get(name)!;
  for (; left !== 0; left -= Math.sign(left)) {
    const candidates = left > 0 ? exact : exact.filter(({ name }) => given.get(name)! > 1);
    const next = candidates.reduce((best, one) => (Math.sign(left) * (lacks(one) - lacks(best)) > 0 ? one : best));
    given.set(next.name, given.get(next.name)! + Math.sign(left));
  }
  return Object.fromEntries(given);
}

/** Runs `deploy` without a chain. A mistake of the scenario's own code is a fault like any other. */
function deploymentFaults(inputs: Inputs): readonly Fault[] {
  try {
    const { hardfork, scenario } = inputs;
    const { allowUnlimitedContractSize = false } = scenario.base;
    const plan = planOf(inputs);
    return [
      ...delegationFaults(scenario, inputs.sizes.agents, hardfork),
      ...codeFaults(plan.deployments, { hardfork, allowUnlimitedContractSize }),
      ...givenFaults(scenario, plan, inputs),
    ];
  } catch (error) {
    return faultsOf(error);
  }
}

function predictionFaults(inputs: Inputs): readonly Fault[] {
  const { scenario } = inputs;
  try {
    const names = Object.keys(scenario.measures);
    return Object.keys(predictionsOf(inputs))
      .filter((name) => !names.includes(name))
      .map((found) =>
        Fault.of("PREDICTION_UNKNOWN", {
          where: `predictions of scenario ${scenario.name}`,
          found,
          remedy: suggest(found, names),
        }),
      );
  } catch (error) {
    return faultsOf(error);
  }
}

/** Files by kind of result, as they were when the first result of a loaded scenario was named: later edits are not in what runs. */
const files = new WeakMap<LoadedScenario, Map<ResultKind, SourceList>>();

function filesOf(loaded: LoadedScenario, kind: ResultKind): SourceList {
  let known = files.get(loaded);
  if (!known) files.set(loaded, (known = new Map<ResultKind, SourceList>()));
  let list = known.get(kind);
  if (!list) known.set(kind, (list = sourceFiles(kind, loaded.file)));
  return list;
}

/** Everything that decides a result, by name: files, recorded series, and contracts as this design deploys them. */
export function sourcesOf(loaded: LoadedScenario, inputs: Inputs, kind: ResultKind = "run"): SourceList {
  return { ...filesOf(loaded, kind), ...suppliedSources(loaded, inputs) };
}

/** The hash of all that: equal inputs give equal results only with it. */
export function sourceHashOf(loaded: LoadedScenario, inputs: Inputs, kind: ResultKind = "run"): string {
  let files = fileHashes.get(filesOf(loaded, kind));
  if (files === undefined) fileHashes.set(filesOf(loaded, kind), (files = hashOfSources(filesOf(loaded, kind))));
  return hashOfSources({ files, ...suppliedSources(loaded, inputs) });
}

/** Of lists of files, because a search names thousands of designs over the same one. */
const fileHashes = new WeakMap<SourceList, string>();

/** What a scenario hands over besides its files. */
function suppliedSources({ textHash }: LoadedScenario, inputs: Inputs): SourceList {
  const { deployments, interfaces } = planOf(inputs);
  const environment = canonical(inputs.scenario.base.environment?.source() ?? null);
  return {
    scenario: textHash,
    ...(inputs.scenario.base.genesis && { genesis: genesisIdentity(inputs.scenario.base.genesis) }),
    environment: hex(sha256(environment)),
    ...Object.fromEntries(
      deployments.map(({ label, initcode }, i) => [`contract ${i + 1}, ${label}`, hex(sha256(initcode))] as const),
    ),
    interfaces: hex(sha256(...interfaces)),
  };
}

/**
 * A hash of all code that decides a result, whatever the design and the seed: two runs with equal ones differ in their
 * inputs alone. The source hash has the contracts with the arguments of their constructors.
 */
function codeOf(loaded: LoadedScenario, inputs: Inputs): string {
  const contracts = planOf(inputs).deployments.map(({ label, artifact }) => [label, artifact.bytecode]);
  const supplied = Object.entries(suppliedSources(loaded, inputs)).filter(([name]) => !name.startsWith("contract "));
  return hex(sha256(canonical([filesOf(loaded, "run"), supplied, contracts])));
}

/** Everything that made a result, for the store and the report. */
export function manifestOf(
  loaded: LoadedScenario,
  inputs: Inputs,
  chain: Pick<Chain, "engine" | "fallbacks">,
): Manifest {
  const { scenario, design } = inputs;
  const predicted = predictionsOf(inputs);
  return {
    inputs: {
      scenario: scenario.name,
      sourceHash: sourceHashOf(loaded, inputs),
      design: Object.fromEntries(
        Object.entries(design).map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
      ),
      conditions: JSON.parse(canonical(inputs.conditions)) as Json,
      seed: inputs.seed,
      sizes: inputs.sizes,
      engine: chain.engine,
      hardfork: inputs.hardfork,
    },
    sources: sourcesOf(loaded, inputs),
    code: codeOf(loaded, inputs),
    versions: {
      rewardscape: packageVersion(),
      hardhat: installedVersion("hardhat") ?? "?",
      solc: compilersOf(planOf(inputs).deployments.map(({ artifact }) => artifact)).join(", ") || "none",
      node: process.versions.node,
    },
    reference: referenceOf(loaded),
    title: scenario.base.title,
    life: scenario.base.life ?? "continuous",
    fallbacks: chain.fallbacks.map(({ reason, contract }) => ({ reason, contract })),
    predictions: Object.entries(predicted).map(([measure, { value, source }]) => ({ measure, value, source })),
    goals: statementsOf(scenario.goals),
    genes: Object.fromEntries(
      [...scenario.species]
        .filter(([name]) => inputs.sizes.agents[name])
        .map(([name, spec]) => [name, geneStatements(spec.genome as Genes)]),
    ),
    measures: Object.entries(scenario.measures).map(([name, { unit, about }]) => ({ name, unit, about })),
    wei: Object.entries(design).flatMap(([name, value]) => (typeof value === "bigint" ? [name] : [])),
  };
}

function geneStatements(genes: Genes): GeneStatement[] {
  return Object.entries(genes).map(([name, { part: _of, ...gene }]) => ({ name, ...gene }));
}
