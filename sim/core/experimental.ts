/**
 * Loads what Node calls experimental without its warning, which would be the first line that a user reads of a command. What
 * we use of it is held by tests on every Node that we run on. Other warnings are given as ever.
 */
export function experimental<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = (...given: unknown[]): void => {
    if (!given.includes("ExperimentalWarning")) Reflect.apply(emitWarning, process, given);
  };
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
