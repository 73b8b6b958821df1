import { RunError } from "../core/errors/errors.ts";
import { toFixed18 } from "../core/fixed.ts";
import { sin } from "../core/math.ts";
import { Random } from "../core/random.ts";
import type { EnvironmentConditions, Forcing } from "./conditions.ts";
import { forcingsOf } from "./faults.ts";
import type { Declaration, EnvironmentValues, Processes } from "./declaration.ts";
import type { Path } from "./process.ts";

/** Where a run of an environment stands, as plain JSON. */
export interface EnvironmentState {
  readonly block: number;
  readonly paths: { readonly [name: string]: readonly number[] };
}

interface Track {
  readonly path: Path;
  readonly random: Random;
  /** The block's innovations, overwritten block by block. */
  readonly draws: number[];
  /** The last value and its fixed point: most processes stand still in most blocks. */
  readonly last: { value: number; fixed: bigint };
  readonly given: readonly (number | null)[];
  readonly forcings: readonly Forcing[];
  readonly offsets: readonly number[];
}

/** One history of an environment, block after block. Made by `Environment.start`. */
export class EnvironmentRun<E extends Processes = Processes> {
  readonly #tracks: readonly (readonly [string, Track])[];
  #block = 0;

  constructor(environment: Declaration<E>, seed: number | bigint | string, conditions: EnvironmentConditions) {
    this.#tracks = environment.names.map((name) => {
      const process = environment.processes[name];
      const chosen = Object.entries(process.parameters).map(([parameter]) => {
        const variable = environment.variables.find((entry) => entry.name === `${name}.${parameter}`)!;
        return [parameter, conditions.pinned?.[variable.name] ?? variable.nominal] as const;
      });
      const track: Track = {
        path: process.path(Object.fromEntries(chosen)),
        random: Random.of(seed, "environment", name),
        draws: new Array<number>(process.innovations).fill(0),
        last: { value: 0, fixed: 0n },
        given: conditions.innovations?.[name] ?? [],
        forcings: forcingsOf(conditions.forcing?.[name]),
        offsets: conditions.offsets?.[name] ?? [],
      };
      return [name, track] as const;
    });
  }

  /**
   * The values of a block as 1e18 fixed point. Blocks count from 0 within the run, in order; throws RunError
   * ENVIRONMENT_ORDER otherwise, and ENVIRONMENT_VALUE when a path leaves the finite numbers.
   */
  next(block: number): EnvironmentValues<E> {
    if (block !== this.#block) {
      throw RunError.of("ENVIRONMENT_ORDER", { found: String(block), where: "environment", next: this.#block });
    }
    this.#block++;
    const values = this.#tracks.map(([name, track]) => [name, fixedOf(track, advance(name, track, block))] as const);
    return Object.fromEntries(values) as EnvironmentValues<E>;
  }

  save(): EnvironmentState {
    return {
      block: this.#block,
      paths: Object.fromEntries(this.#tracks.map(([name, { path }]) => [name, path.save()])),
    };
  }

  /** Goes on from a state saved by a run of the same environment, seed and conditions. */
  restore(state: EnvironmentState): void {
    this.#block = state.block;
    for (const [name, { path }] of this.#tracks) path.restore(state.paths[name]!);
  }
}

function fixedOf({ last }: Track, value: number): bigint {
  if (value !== last.value) {
    last.fixed = toFixed18(value);
    last.value = value;
  }
  return last.fixed;
}

function advance(name: string, track: Track, block: number): number {
  const { draws, given } = track;
  if (draws.length > 0) {
    const random = track.random.at(block);
    for (let i = 0; i < draws.length; i++) {
      const filled = random.unit(); // drawn even where a number is given, so that a given one moves no other
      draws[i] = given[block * draws.length + i] ?? filled;
    }
  }
  let value = track.path.next(draws);
  for (const wave of track.forcings) {
    const swing = wave.amplitude * sin((wave.omega * block + wave.phase) % (2 * Math.PI));
    value = wave.relative ? value * (1 + swing) : value + swing;
  }
  value += track.offsets[block] ?? 0;
  if (Number.isFinite(value)) return value;
  throw RunError.of("ENVIRONMENT_VALUE", { found: String(value), where: `environment.${name}, block ${block}` });
}
