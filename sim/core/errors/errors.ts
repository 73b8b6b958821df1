/** What every error of Rewardscape says. `where` names a file, option, species, block: whatever finds the place. */
export interface Fault {
  /** Stable, upper case, never reused: users and tests match on it, not on the text. */
  readonly code: string;
  readonly expected: string;
  readonly found: string;
  readonly where?: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** Base of all errors that a user may meet. The text is made from the fault, so it is never less than the fault. */
export class RewardscapeError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(describe(fault), options);
    this.name = new.target.name;
    this.fault = fault;
  }

  get code(): string {
    return this.fault.code;
  }
}

/** Several faults found in one look, reported at once. Its code is the first fault's. */
export class FaultsError extends RewardscapeError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly [Fault, ...Fault[]]) {
    super(faults[0]);
    this.faults = faults;
    if (faults.length > 1) this.message = faults.map((fault, i) => `${i + 1}. ${describe(fault)}`).join("\n");
  }
}

/** Input that a user can mend: refused before a chain starts. */
export class InputError extends RewardscapeError {}

/** The evaluation cannot go on: an engine fault, a policy that throws, a time-out. Never a reverted call. */
export class RunError extends RewardscapeError {}

export function describe(fault: Fault): string {
  const where = fault.where ? ` at ${fault.where}` : "";
  const remedy = fault.remedy ? `\n  What to do: ${fault.remedy}.` : "";
  return `[${fault.code}]${where}: expected ${fault.expected}, found ${fault.found}.${remedy}`;
}
