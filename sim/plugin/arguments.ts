import type { Fault } from "../core/errors/errors.ts";
import { didYouMean } from "../core/did-you-mean.ts";

/** Hardhat's own options, which every task takes; those that are followed by a value. */
const GLOBAL = ["build-profile", "config", "gas-stats-json", "network", "verbosity"];
const FLAGS = ["coverage", "gas-stats", "help", "init", "no-typechain", "show-stack-traces", "version"];

/**
 * A misspelt option of one of our tasks, with the nearest names. Hardhat refuses it as well, but offers none; what it
 * knows better is left to it.
 * @param args as typed after `hardhat`. @param tasks option names by task
 */
export function misspeltOption(
  args: readonly string[],
  tasks: { readonly [task: string]: readonly string[] },
): Fault | undefined {
  const task = args.find((arg) => Object.hasOwn(tasks, arg));
  if (task === undefined) return undefined;
  const names = tasks[task]!;
  for (const arg of args) {
    if (arg === "--") return undefined;
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name === undefined || [...names, ...GLOBAL, ...FLAGS].includes(name)) continue;
    const close = didYouMean(name, names);
    const offered = close.length > 0 ? close : names;
    return {
      code: "OPTION_UNKNOWN",
      where: `hardhat ${task}`,
      expected: "an option of this command",
      found: `--${name}`,
      remedy: `${close.length > 0 ? "did you mean" : "use one of"} ${offered.map((n) => `--${n}`).join(", ")}`,
    };
  }
  return undefined;
}
