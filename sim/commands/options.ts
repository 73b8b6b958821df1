import { Fault, FaultsError, refuse } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";

/** One option of a command: how it is typed, and what its help says. The environment has it as REWARDSCAPE_<NAME>. */
export interface OptionSpec {
  readonly kind: "text" | "number" | "flag";
  readonly help: string;
  readonly oneOf?: readonly string[];
}

export type OptionSpecs = { readonly [name: string]: OptionSpec };
export type Options<S extends OptionSpecs> = {
  readonly [K in keyof S]?: S[K]["kind"] extends "number" ? number : S[K]["kind"] extends "flag" ? boolean : string;
};

/** The same for every command that runs a population; read by `readAgents`. */
export const AGENTS_OPTION = {
  kind: "text",
  help: "size of the whole population, in which species keep their shares; or of species, as in attacker=8,miner=16",
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

/** Options as text, checked against what a command knows. `spelling` is how the user wrote a name. */
export function readOptions<S extends OptionSpecs>(
  specs: S,
  given: { readonly [name: string]: string },
  spelling: (name: string) => string,
): Options<S> {
  const faults: Fault[] = [];
  const options: Record<string, string | number | boolean> = {};
  for (const [name, text] of Object.entries(given)) {
    const spec = specs[name];
    const where = spelling(name);
    if (!spec) {
      faults.push(
        Fault.of("OPTION_UNKNOWN", { where, found: where, remedy: suggest(where, Object.keys(specs).map(spelling)) }),
      );
      continue;
    }
    const value = spec.kind === "number" ? numberOf(text) : spec.kind === "flag" ? flagOf(text) : text;
    if (value === undefined || (spec.oneOf && !spec.oneOf.includes(String(value)))) {
      const expected = spec.oneOf?.join(" | ") ?? (spec.kind === "number" ? "a number" : "true or false");
      faults.push(
        Fault.of("OPTION_VALUE", {
          where,
          expected,
          found: text,
          remedy: spec.oneOf ? suggest(text, spec.oneOf) : spec.help,
        }),
      );
    } else options[name] = value;
  }
  refuse(faults);
  return options as Options<S>;
}

/** `a=1,b=2` as names and texts. Throws FaultsError OPTION_VALUE. */
export function readAssignments(text: string, where: string): Record<string, string> {
  const assignments: Record<string, string> = {};
  const faults: Fault[] = [];
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const at = part.indexOf("=");
    if (at < 1)
      faults.push(
        Fault.of("OPTION_VALUE", {
          where,
          expected: "name=value,name=value",
          found: part,
          remedy: "write each parameter as name=value",
        }),
      );
    else assignments[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  refuse(faults);
  return assignments;
}

/** `64` as the size of the whole population, `attacker=8,miner=16` as the sizes of species. Throws FaultsError OPTION_VALUE. */
export function readAgents(text: string): number | Record<string, number> {
  const whole = numberOf(text);
  if (whole !== undefined) return whole;
  const sizes = text.includes("=") ? Object.entries(readAssignments(text, "agents")) : [];
  const numbers = sizes.map(([species, count]) => [species, numberOf(count)] as const);
  if (numbers.length > 0 && numbers.every(([, count]) => count !== undefined))
    return Object.fromEntries(numbers) as Record<string, number>;
  throw new FaultsError([
    Fault.of("OPTION_VALUE", {
      where: "agents",
      expected: "a number, or species=number,species=number",
      found: text,
      remedy: "give the size of the population, or of the species that are to have another one",
    }),
  ]);
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
