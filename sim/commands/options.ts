import { typedOption } from "../core/typed-option.ts";
import { Fault, refuse } from "../core/errors/errors.ts";
import { useFork } from "../chain/fork/fork-of-command.ts";
import { agents, count, filled, nodeUrl, queue, shard, type OptionCheck } from "./option-checks.ts";
import { suggest } from "../core/did-you-mean.ts";

/** One option of a command: how it is typed, and what its help says. The environment has it as REWARDSCAPE_<NAME>. */
export interface OptionSpec {
  readonly kind: "text" | "number" | "flag" | "list";
  readonly help: string;
  readonly oneOf?: readonly string[];
  readonly check?: OptionCheck;
  /** Options beside which it makes no sense. */
  readonly excludes?: readonly string[];
}

export type OptionSpecs = { readonly [name: string]: OptionSpec };
export type Options<S extends OptionSpecs> = {
  readonly [K in keyof S]?: Kinds[S[K]["kind"]];
};

interface Kinds {
  readonly text: string;
  readonly number: number;
  readonly flag: boolean;
  /** Whatever is in them: commas, blanks. Where one text can be given, it is the only one. */
  readonly list: readonly string[];
}

/** What was typed for an option. */
export type GivenText = string | readonly string[];

/** The same for every command that takes a scenario. `{scenarios}` is that command as it is typed: `helpOf` fills it in. */
export const SCENARIO_OPTION = {
  kind: "text",
  check: filled,
  help: "name of a scenario ({scenarios} lists them) or path of its file",
} as const;

/**
 * What an option's help says where commands are typed behind `prefix`.
 *
 * @example
 * helpOf(SCENARIO_OPTION, "npx rewardscape"); // name of a scenario (npx rewardscape scenarios lists them) ...
 */
export function helpOf({ help, oneOf }: OptionSpec, prefix: string): string {
  const text = help.replace(/\{(\w+)\}/g, (_slot, command: string) => `${prefix} ${command}`);
  return oneOf ? `${text} [${oneOf.join(" | ")}]` : text;
}

/** The same for every command that runs a population; read by `readAgents`. */
export const AGENTS_OPTION = {
  kind: "text",
  check: agents,
  help: "size of the whole population, in which species keep their shares; or of species, as in attacker=8,miner=16",
} as const;

/** Of every command that runs a population; taken by `takeFork`. */
export const FORK_OPTIONS = {
  fork: { kind: "text", check: nodeUrl, help: "URL of a node whose chain's state is the first; never shown" },
  forkBlock: { kind: "number", check: count(0), help: "the block whose state that is" },
  forkChain: { kind: "number", check: count(1), help: "its chain's id; the scenario's, else 1" },
} as const;

/**
 * Has scenarios begin where the options say, in this process and in those it starts.
 * @returns the options without the URL, which nothing may show or store
 */
export function takeFork<O extends Options<typeof FORK_OPTIONS>>(given: O): Omit<O, "fork"> {
  const { fork, ...options } = given;
  const { forkBlock, forkChain } = options;
  if (fork !== undefined || forkBlock !== undefined || forkChain !== undefined)
    useFork({ url: fork, block: forkBlock, chain: forkChain });
  return options;
}

/** Read by `readShard`. */
export const SHARD_OPTION = {
  kind: "text",
  check: shard,
  help: "compute one part of the runs and decide nothing, as in 2/8; auto: as SLURM or Kubernetes say. merge joins them",
} as const;

/** Where jobs are done; the same for every command that has a pool. Read by `openPool`. */
export const QUEUE_OPTIONS = {
  queue: {
    kind: "text",
    check: queue,
    excludes: ["workers", "shard", "case", "fork", "forkBlock", "forkChain"],
    help: "let workers of a queue do it, on any machine: redis://host:6379, rediss:// or env:NAME, a variable that holds one",
  },
  volatileQueue: {
    kind: "flag",
    help: "take a queue that may forget jobs (no append-only file, or eviction): they are then done again",
  },
} as const;

const PREFIX = "REWARDSCAPE_";

/**
 * Options of a script run by `npx hardhat run`, which takes none on its command line: from REWARDSCAPE_SEED and so on.
 * Throws FaultsError with all that do not fit: OPTION_UNKNOWN, OPTION_VALUE.
 */
export function optionsFromEnvironment<S extends OptionSpecs>(specs: S, env: NodeJS.ProcessEnv): Options<S> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(PREFIX) && value !== undefined) given[camel(name.slice(PREFIX.length))] = value;
  }
  return readOptions(specs, given, (name) => PREFIX + upper(name));
}

/**
 * Options as text, checked against what a command knows. `spelling` is how the user wrote a name. Throws FaultsError with
 * all that do not fit.
 */
export function readOptions<S extends OptionSpecs>(
  specs: S,
  given: { readonly [name: string]: GivenText },
  spelling: (name: string) => string,
): Options<S> {
  const faults: Fault[] = [];
  const options: Record<string, Kinds[keyof Kinds]> = {};
  for (const [name, typed] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    const where = spelling(name);
    if (!spec) {
      const remedy = suggest(where, Object.keys(specs).map(spelling));
      faults.push(Fault.of("OPTION_UNKNOWN", { where, found: where, remedy }));
      continue;
    }
    const text = String(typed);
    const value = valueOf(spec.kind, typed);
    if (value !== undefined) options[name] = value;
    else {
      const expected = spec.kind === "number" ? "a number" : "true or false";
      faults.push(Fault.of("OPTION_VALUE", { where, expected, found: text, remedy: spec.help }));
    }
  }
  refuse([...faults, ...optionFaults(specs, options, spelling)]);
  return options as Options<S>;
}

/** Holds options to a command's specification, before anything is loaded. Throws FaultsError with all that do not fit. */
export function requireOptions<S extends OptionSpecs>(specs: S, options: Options<S>): void {
  refuse(optionFaults(specs, options, (name) => `--${typedOption(name)}`));
}

function optionFaults(
  specs: OptionSpecs,
  options: { readonly [name: string]: Kinds[keyof Kinds] | undefined },
  spelling: (name: string) => string,
): Fault[] {
  return Object.entries(specs).flatMap(([name, { kind, oneOf, check, excludes = [] }]) => {
    const value = options[name];
    const where = spelling(name);
    if (value === undefined || value === false) return [];
    if (oneOf && !oneOf.includes(String(value))) {
      const remedy = suggest(String(value), oneOf);
      return [Fault.of("OPTION_VALUE", { where, expected: oneOf.join(" | "), found: String(value), remedy })];
    }
    const other = excludes.find((one) => options[one] !== undefined && options[one] !== false);
    if (other !== undefined) {
      const both = { where: `${where}, ${spelling(other)}`, expected: "one of them", found: "both" };
      return [Fault.of("OPTION_VALUE", { ...both, remedy: "leave one out" })];
    }
    if (kind === "flag" || !check) return [];
    return [value].flat().flatMap((one) => check(one as string | number, where) ?? []);
  });
}

/** `a=1,b=2` as names and texts, of an option that was checked. */
export function readAssignments(text: string): Record<string, string> {
  const parts = text.split(",").filter((piece) => piece.trim() !== "");
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}

/** `64` as the size of the whole population, `attacker=8,miner=16` as the sizes of species; of an option that was checked. */
export function readAgents(text: string): number | Record<string, number> {
  if (!text.includes("=")) return Number(text);
  return Object.fromEntries(Object.entries(readAssignments(text)).map(([species, size]) => [species, Number(size)]));
}

function valueOf(kind: OptionSpec["kind"], typed: GivenText): Kinds[keyof Kinds] | undefined {
  if (kind === "list") return [typed].flat();
  const text = String(typed);
  return kind === "number" ? numberOf(text) : kind === "flag" ? flagOf(text) : text;
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
}

function flagOf(text: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off|)$/i.test(text) ? false : undefined;
}

const camel = (name: string): string =>
  name.toLowerCase().replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
const upper = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
