/** A value at once, from what need not wait, or later. */
export type Soon<T> = T | Promise<T>;

/**
 * A computation that can be left and entered again: it yields what it has to wait for, or nothing where it may be left
 * but need not. Whoever runs it decides what to do between its steps; one that never waits runs through like a function.
 */
export type Steps<T> = Generator<(() => unknown) | undefined, T, unknown>;

/** An answer as it comes: nothing is left when it comes at once. */
export function* soon<T>(ask: () => Soon<T>): Steps<T> {
  const answer = ask();
  return answer instanceof Promise ? ((yield () => answer) as T) : answer;
}

/** An answer that may take long, asked for from outside the computation. */
export function* outside<T>(ask: () => Soon<T>): Steps<T> {
  return (yield ask) as T;
}
