import assert from "node:assert/strict";
import type { Random } from "../../core/random.ts";
import { RewardscapeError } from "../../core/errors/errors.ts";
import type { Variable } from "../../search/index.ts";

/** So many objectives, each to be minimised. */
export const minimised = (objectives: number): "minimize"[] => Array<"minimize">(objectives).fill("minimize");

/** A box of one to four variables of any kind and scale, from huge to degenerate. */
export function randomBox(random: Random): Variable[] {
  const count = 1 + random.integer(4);
  return Array.from({ length: count }, (_, i) => ({ ...randomVariable(random), name: `v${i}` }));
}

function randomVariable(random: Random): Variable {
  const name = "";
  // Of many orders of magnitude, zero among them.
  const size = (max: number): number => (random.integer(8) === 0 ? 0 : max ** random.unit());
  const low = size(1e9) * (random.integer(2) === 0 ? -1 : 1);
  switch (random.integer(5)) {
    case 0:
      return { kind: "real", name, low, high: low + size(1e9) };
    case 1:
      return { kind: "real", name, low: 1e6 ** (1 - 3 * random.unit()), high: 1e12 * (1 + size(1e6)), scale: "log" };
    case 2:
      return { kind: "integer", name, low: Math.floor(low), high: Math.floor(low) + Math.floor(size(2e9)) };
    case 3:
      return { kind: "integer", name, low: 1 + random.integer(50), high: 51 + Math.floor(size(2e9)), scale: "log" };
    default:
      return { kind: "choice", name, options: [..."abcde"].slice(0, 1 + random.integer(5)) };
  }
}

/** Asserts that values lie in a box, those of whole numbers and choices whole. */
export function assertInside(values: readonly number[], variables: readonly Variable[]): void {
  assert.equal(values.length, variables.length);
  variables.forEach((variable, i) => {
    const [low, high] = variable.kind === "choice" ? [0, variable.options.length - 1] : [variable.low, variable.high];
    const value = values[i]!;
    assert.ok(value >= low && value <= high, `${variable.name}: ${value} is not from ${low} to ${high}`);
    if (variable.kind !== "real") assert.ok(Number.isInteger(value), `${variable.name}: ${value} is not whole`);
  });
}

/** The code of the error that something throws. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof RewardscapeError) return error.code;
    throw error;
  }
  return undefined;
}
