/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * A computation that can be left and entered again: it yields what it has to wait for, or nothing where it may be left
 * but need not. Whoever runs it decides what to do between its steps; one that never waits runs through like a function.
 */
export type Task<T> = Generator<(() => unknown) | undefined, T, unknown>;

/** Resolves an answer: suspends the task only when the answer is a promise. */
export function* resolve<T>(ask: () => MaybePromise<T>): Task<T> {
  const answer = ask();
  return answer instanceof Promise ? ((yield () => answer) as T) : answer;
}

/** Suspends the task and asks outside it, for an answer that may take long. */
export function* suspend<T>(ask: () => MaybePromise<T>): Task<T> {
  return (yield ask) as T;
}
