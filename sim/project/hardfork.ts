import { HARDFORKS, isHardfork, type Hardfork } from "../core/hardfork.ts";
import { Fault, refuse } from "../core/errors/errors.ts";
import type { Project } from "./project.ts";

/** What a project's configuration says about rules that no engine executes; undefined where all is well. */
export function projectHardforkFault({ hardfork }: Pick<Project, "hardfork">): Fault | undefined {
  if (hardfork === undefined || isHardfork(hardfork)) return undefined;
  return Fault.of("HARDFORK_UNKNOWN", {
    where: "hardfork of the project's configuration",
    expected: HARDFORKS.join(", "),
    found: hardfork,
    remedy: "give --hardfork, or rewardscape: { hardfork } in the configuration",
  });
}

/** The hardfork that a project's configuration states. Throws FaultsError HARDFORK_UNKNOWN for one that no engine executes. */
export function projectHardfork(project: Pick<Project, "hardfork">): Hardfork | undefined {
  const fault = projectHardforkFault(project);
  refuse(fault ? [fault] : []);
  return project.hardfork as Hardfork | undefined;
}
