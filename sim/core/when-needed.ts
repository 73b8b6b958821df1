import { asHost } from "./determinism.ts";

/**
 * What takes long to load and is seldom needed, once it is first asked for, be it within a function of a scenario. Whoever
 * reads what a module loads does not see what is required: beside it stands a function that imports it and is never called.
 */
export function whenNeeded<T>(load: () => T): () => T {
  let loaded: { readonly value: T } | undefined;
  return () => (loaded ??= { value: asHost(load) }).value;
}
