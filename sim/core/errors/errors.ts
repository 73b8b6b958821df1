import { CATALOGUE, type CodeOf, type Details, type ErrorCode } from "./catalogue.ts";
import { fill, type Entry } from "./entry.ts";

/** What every error of Rewardscape says. `where` names a file, option, species, block: whatever finds the place. */
export interface Fault {
  /** Stable, upper case, never reused: users and tests match on it, not on the text. docs/errors.md lists all of them. */
  readonly code: ErrorCode;
  readonly expected: string;
  readonly found: string;
  readonly where?: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/**
 * @example
 * const fault = Fault.of("RUN_EMPTY", { where: "generations", expected: "a whole number above 0", found: "0" });
 */
export const Fault = {
  /**
   * A fault by its code, with the texts of the catalogue.
   *
   * @example
   * faults.push(Fault.of("SPECIES_UNKNOWN", { where: "agents", found: name, names: species.join(", ") }));
   */
  of<C extends ErrorCode>(code: C, details: Details<C>): Fault {
    const entry: Entry = CATALOGUE[code];
    const given: { readonly [name: string]: unknown } & {
      readonly found: string;
      readonly where?: string | undefined;
    } = details;
    const text = (key: "expected" | "remedy"): string | undefined => {
      const template = entry[key];
      if (template !== undefined) return fill(template, given);
      return given[key] === undefined ? undefined : String(given[key]);
    };
    const remedy = text("remedy");
    return {
      code,
      expected: text("expected") ?? "",
      found: given.found === "" ? '""' : given.found,
      ...(given.where !== undefined && { where: given.where }),
      ...(remedy !== undefined && { remedy }),
    };
  },
};

/**
 * Base of all errors that a user may meet. The text is made from the fault, so it is never less than the fault.
 *
 * @example
 * const codeOf = (error: unknown): string | undefined => (error instanceof RewardscapeError ? error.code : undefined);
 */
export class RewardscapeError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(describe(fault), options);
    this.name = new.target.name;
    this.fault = fault;
  }

  get code(): ErrorCode {
    return this.fault.code;
  }
}

/**
 * Several faults found in one look, reported at once. Its code is the first fault's.
 *
 * @example
 * const all = (error: unknown) => (error instanceof FaultsError ? error.faults : []);
 */
export class FaultsError extends RewardscapeError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly [Fault, ...Fault[]]) {
    super(faults[0]);
    this.faults = faults;
    if (faults.length > 1) this.message = faults.map((fault, i) => `${i + 1}. ${describe(fault)}`).join("\n");
  }
}

/** The faults behind an error of ours; any other error is thrown on. */
export function faultsOf(error: unknown): readonly Fault[] {
  if (error instanceof FaultsError) return error.faults;
  if (error instanceof RewardscapeError) return [error.fault];
  throw error;
}

/** Throws FaultsError with all of the faults, if there are any. */
export function refuse(faults: readonly Fault[]): void {
  const [first, ...others] = faults;
  if (first) throw new FaultsError([first, ...others]);
}

/**
 * Input that a user can mend: refused before a chain starts.
 *
 * @example
 * const mine = (error: unknown): boolean => error instanceof InputError; // to be corrected before a run
 */
export class InputError extends RewardscapeError {
  /**
   * @example
   * throw InputError.of("SERIES_EMPTY", { where: path, found: "none" });
   */
  static of<C extends CodeOf<"input">>(code: C, details: Details<C>, options?: ErrorOptions): InputError {
    return new this(Fault.of(code, details), options);
  }
}

/**
 * The evaluation cannot go on: an engine fault, a policy that throws, a time-out. Never a reverted call.
 *
 * @example
 * const met = (error: unknown): boolean => error instanceof RunError; // arose while something ran
 */
export class RunError extends RewardscapeError {
  /**
   * @example
   * throw RunError.of("STORE_FULL", { where: file, found: "none left" }, { cause });
   */
  static of<C extends CodeOf<"run">>(code: C, details: Details<C>, options?: ErrorOptions): RunError {
    return new this(Fault.of(code, details), options);
  }
}

export function describe(fault: Fault): string {
  const where = fault.where ? ` at ${fault.where}` : "";
  const remedy = fault.remedy ? `\n  What to do: ${fault.remedy}.` : "";
  return `[${fault.code}]${where}: expected ${fault.expected}, found ${fault.found}.${remedy}`;
}
