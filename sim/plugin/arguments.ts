import type { HardhatPlugin } from "hardhat/types/plugins";
import { describe, Fault } from "../core/errors/errors.ts";
import { typedOption } from "../core/typed-option.ts";
import { didYouMean, suggest } from "../core/did-you-mean.ts";

/** Hardhat's own options, which every task takes; those that are followed by a value. */
const GLOBAL = ["build-profile", "config", "gas-stats-json", "network", "verbosity"];
/** Simulations run on a chain of their own: on a network, they would not. */
const REFUSED = ["network"];
const FLAGS = ["coverage", "gas-stats", "help", "init", "no-typechain", "show-stack-traces", "version"];

/**
 * A misspelt option of one of our tasks, with the nearest names. Hardhat refuses it as well, but offers none; what it
 * knows better is left to it.
 * @param args as typed after `hardhat`. @param tasks option names by task, as they are declared
 */
export function misspeltOption(
  args: readonly string[],
  tasks: { readonly [task: string]: readonly string[] },
): Fault | undefined {
  const [first, second] = positionals(args);
  if (first === undefined) return undefined;
  const nested = Object.keys(tasks).filter((name) => name.startsWith(`${first} `));
  const task = nested.length > 0 ? `${first} ${second}` : first;
  if (!Object.hasOwn(tasks, task)) {
    if (nested.length === 0 || second === undefined) return undefined;
    const commands = nested.map((name) => name.slice(first.length + 1));
    return Fault.of("COMMAND_UNKNOWN", { where: `hardhat ${first}`, found: second, remedy: suggest(second, commands) });
  }
  const names = tasks[task]!.map(typedOption);
  for (const arg of args) {
    if (arg === "--") return undefined;
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name === undefined || ([...names, ...GLOBAL, ...FLAGS].includes(name) && !REFUSED.includes(name))) continue;
    if (REFUSED.includes(name)) return networkFault(`--${name}`);
    const close = didYouMean(name, names);
    const offered = close.length > 0 ? close : names;
    return Fault.of("OPTION_UNKNOWN", {
      where: `hardhat ${task}`,
      found: `--${name}`,
      remedy: `${close.length > 0 ? "did you mean" : "use one of"} ${offered.map((n) => `--${n}`).join(", ")}`,
    });
  }
  return undefined;
}

/**
 * The task that is called, and what follows it: a task's name that follows later is the value of an option, as in
 * `test mocha --grep evolve`.
 */
function positionals(args: readonly string[]): [first?: string, second?: string] {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith("-")) return args[i + 1]?.startsWith("-") ? [arg] : [arg, args[i + 1]!];
    if (GLOBAL.includes(arg.slice(2))) i++; // its value
  }
  return [];
}

/**
 * Ends the process with a misspelt option's fault. A configuration calls it: a plugin that is imported only to be looked
 * at must leave the process alone.
 */
export function refuseMisspeltOptions({ tasks = [] }: Pick<HardhatPlugin, "tasks">, args: readonly string[]): void {
  const named = tasks.map(({ id, ...rest }) => [id.join(" "), optionNames(rest)] as const);
  const fault = misspeltOption(args, Object.fromEntries(named));
  if (!fault) return;
  process.stderr.write(`${describe(fault)}\n`);
  process.exit(1);
}

function optionNames(task: object): string[] {
  return "options" in task
    ? Object.values(task.options as Record<string, { name: string }>).map(({ name }) => name)
    : [];
}

/** The fault of a network that is named where none is used. */
export function networkFault(found: string): Fault {
  return Fault.of("NETWORK_OPTION", { found });
}
