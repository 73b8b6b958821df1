import { InputError } from "../core/errors/errors.ts";
import { choice, real, type Genes, type ProgramGene } from "./genes.ts";

/** A step that does nothing: programs grow out of these, and shrink to them. */
export const NOTHING = "nothing";
/** More steps are hardly ever bred into something. */
const MAX_STEPS = 32;
/** Arguments of a call that have genes of their own; those beyond begin again with the first. */
const MAX_ARGUMENTS = 8;
/** What an argument may be a part of: the play of a program says what there is. */
export const SOURCES = 8;
const FUNCTIONS = 64;
/** How a function without a name in the gene is chosen: by its number among all that there are. */
const NUMBERED = /^#(\d+)$/;

/** What a program may do, and how long it may be. */
export interface ProgramOptions {
  /** Functions by the names that the scenario gives contracts, as in `["vault.deposit", "vault.withdraw"]`. */
  readonly can: readonly string[] | Anything;
  /** Calls of a generation at most; 8 unless stated. */
  readonly steps?: number;
  /** Arguments of a call that evolve on their own; 2 unless stated. */
  readonly args?: number;
}

/** Every function that changes state, of all contracts of the scenario. */
export interface Anything {
  readonly anything: number;
}

/**
 * Lets a program call every function of the scenario's contracts that changes state.
 *
 * @param functions how many there are at most; those beyond are not called
 *
 * @example
 * const genome = { plan: program({ can: anything(), steps: 6 }) };
 */
export function anything(functions: number = FUNCTIONS): Anything {
  if (!(Number.isSafeInteger(functions) && functions >= 1 && functions <= 1024))
    throw InputError.of("GENE_PROGRAM", {
      where: "anything()",
      expected: "a whole number of functions from 1 to 1024",
      found: String(functions),
    });
  return { anything: functions };
}

/**
 * A gene that is a whole strategy: steps, each a call at a time of the generation, with what its arguments are made of. The
 * species' policy plays it: `act: (input) => play(input.genome.plan, input)`. Throws InputError GENE_PROGRAM.
 *
 * @example
 * const genome = { plan: program({ can: ["vault.deposit", "vault.withdraw"], steps: 4 }) };
 */
export function program({ can, steps = 8, args = 2 }: ProgramOptions): ProgramGene {
  const whole = (name: string, value: number, min: number, max: number): void => {
    if (!(Number.isSafeInteger(value) && value >= min && value <= max))
      throw InputError.of("GENE_PROGRAM", {
        where: `program, ${name}`,
        expected: `a whole number from ${min} to ${max}`,
        found: String(value),
      });
  };
  whole("steps", steps, 1, MAX_STEPS);
  whole("args", args, 1, MAX_ARGUMENTS);
  const names: readonly unknown[] | undefined = Array.isArray(can)
    ? can
    : (can as Anything | undefined)?.anything
      ? Array.from({ length: (can as Anything).anything }, (_, i) => `#${i + 1}`)
      : undefined;
  if (!names || names.length === 0 || !names.every((name) => typeof name === "string" && name !== NOTHING))
    throw InputError.of("GENE_PROGRAM", {
      where: "program, can",
      expected: 'functions by their names, as in ["vault.deposit"], or anything()',
      found: names ? JSON.stringify(names) : String(can),
    });
  const sources = Array.from({ length: SOURCES }, (_, i) => String(i + 1));
  const ofArguments = Array.from({ length: args }, (_, i): Genes => {
    return { [`source${i + 1}`]: choice(...sources), [`share${i + 1}`]: real(0, 1) };
  });
  const parts: Genes = Object.assign(
    { call: choice(NOTHING, ...new Set(names as readonly string[])), at: real(0, 1), ether: real(0, 1) },
    ...ofArguments,
  );
  return { kind: "program", parts, steps };
}

/** The functions that a program's genes name; undefined where it may call any. */
export function namedIn(genes: Genes): readonly string[] | undefined {
  const calls = Object.values(genes).flatMap((gene) =>
    gene.kind === "choice" && gene.part?.name === "call" ? [gene.choices.filter((one) => one !== NOTHING)] : [],
  );
  if (calls.length === 0 || calls.some((names) => names.some((name) => NUMBERED.test(name)))) return undefined;
  return [...new Set(calls.flat())];
}

/** Which of so many functions a step calls by its number: numbers go round. Undefined where it has a name. */
export function numbered(call: string, of: number): number | undefined {
  const found = NUMBERED.exec(call);
  return found && of > 0 ? (Number(found[1]) - 1) % of : undefined;
}
