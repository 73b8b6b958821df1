/**
 * One promise that is held against a subject. It belongs to no test framework: `run` rejects where the promise is broken.
 *
 * @example
 * for (const { name, run } of optimiserChecks({ name: "mine", objectives: 1, learns: true, make })) test(name, run);
 */
export interface Check {
  /** What is promised, as a sentence that begins with the subject. */
  readonly name: string;
  /** Rejects where the promise is broken, as a rule with an AssertionError. */
  run(): Promise<void>;
}
