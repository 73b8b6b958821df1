import { canonical, fromCanonical } from "../core/canonical.ts";
import type { Plain } from "../scenario/species.ts";

/** An agent as it is stored between generations. */
export interface Remains {
  readonly species: string;
  readonly slot: number;
  readonly birth: number;
  readonly genome: readonly number[];
  readonly founder: readonly number[];
  readonly memory: Plain;
  /** Of the last block. */
  readonly events: Plain;
  readonly state: Plain;
  readonly group: number;
  readonly accounts: readonly string[];
}

/** A population as it is stored between generations: what is not on the chain. */
export interface Saved {
  readonly ticks: number;
  readonly actions: number;
  readonly outcomes: readonly number[];
  readonly actors: readonly Plain[];
  readonly colonies: readonly {
    readonly births: number;
    readonly deaths: number;
    readonly told: { readonly births: number; readonly deaths: number };
    readonly slots: readonly (Remains | null)[];
  }[];
}

/** What comes out of the store again: keys in order, nothing shared. Throws TypeError on what is no plain data. */
export function readBack(value: Plain): Plain {
  if (Array.isArray(value) && value.length === 0) return []; // most agents heard nothing
  return typeof value === "object" && value !== null ? (fromCanonical(canonical(value)) as Plain) : plain(value);
}

/** What JSON has one form of: -0 is 0. */
function plain(value: Plain): Plain {
  canonical(value);
  return value === 0 ? 0 : value;
}
