import { posix } from "node:path";
import { Fault } from "../../core/errors/errors.ts";
import { shown } from "../../core/shown.ts";
import { nameFaults } from "./rules.ts";

/**
 * A scenario's name is part of file names, which are made safe; a name that is a way to another folder is somebody's
 * mistake, or worse.
 */
export function scenarioNameFaults(name: unknown): Fault[] {
  const faults = nameFaults(name, "scenario");
  if (faults.length > 0 || typeof name !== "string") return faults;
  const way = posix.normalize(name.replaceAll("\\", "/"));
  return way.startsWith("/") || way === "." || way.split("/")[0] === ".."
    ? [Fault.of("SCENARIO_PATH", { where: "scenario", found: shown(name) })]
    : [];
}
