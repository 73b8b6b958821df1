import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { ShapeError } from "../runs/shape.ts";
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
    return baseShape.read(JSON.parse(readFileSync(file, "utf8")), "$");
  } catch (error) {
    if (error instanceof ShapeError) throw unreadable(file, `${error.found} at ${error.where}`);
    throw unreadable(file, error instanceof SyntaxError ? "no JSON" : (error as Error).message);
  }
}

function unreadable(where: string, found: string): InputError {
  return InputError.of("BASE_UNREADABLE", { where, found });
}
