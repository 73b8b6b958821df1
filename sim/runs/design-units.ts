import type { Json, Manifest } from "../core/history.ts";

/** A run's design with amounts as a search stores them, as in `5000wei`: those of runs and of designs are then alike. */
export function designWithUnits({ inputs, wei = [] }: Pick<Manifest, "inputs" | "wei">): {
  readonly [parameter: string]: Json;
} {
  return Object.fromEntries(
    Object.entries(inputs.design).map(([name, value]) => [name, wei.includes(name) ? `${String(value)}wei` : value]),
  );
}
