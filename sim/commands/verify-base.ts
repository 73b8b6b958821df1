import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { readJson, unreadBecause } from "../core/outside-file.ts";
import { baseShape, type Base } from "../verify/base.ts";

/**
 * The verification that a change is compared with: a document of `verify`, or that of the same scenario and design in a
 * folder of results. Undefined where a folder has none, because a change may bring the scenario or the design itself.
 * Throws InputError BASE_UNREADABLE, BASE_SCENARIO.
 */
export function readBase(place: string, scenario: string, names: readonly string[]): Base | undefined {
  const file = documentIn(place, names);
  if (file === undefined) return undefined;
  const base = read(file);
  if (base.scenario !== scenario) throw InputError.of("BASE_SCENARIO", { where: file, found: base.scenario, scenario });
  return base;
}

function documentIn(place: string, names: readonly string[]): string | undefined {
  if (!existsSync(place)) throw unreadable(place, "nothing");
  if (!statSync(place).isDirectory()) return place;
  return names.map((name) => join(place, name)).find((file) => existsSync(file));
}

function read(file: string): Base {
  try {
    return baseShape.read(readJson(file), "$");
  } catch (error) {
    throw unreadable(file, unreadBecause(error));
  }
}

function unreadable(where: string, found: string): InputError {
  return InputError.of("BASE_UNREADABLE", { where, found });
}
