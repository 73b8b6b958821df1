import { existsSync, readdirSync } from "node:fs";
import { commandLine, type Project } from "../project/project.ts";
import { contractFindings } from "./contracts.ts";
import { missing, ok, type Finding } from "./finding.ts";
import { machineFindings } from "./machine.ts";

export type { Finding } from "./finding.ts";

const KINDS = { repository: "this repository", hardhat: "a Hardhat project", foundry: "a Foundry project" };

/**
 * Looks at a project and the machine: what is there, and what a run lacks.
 *
 * @example
 * const lacking = examine(currentProject()).filter(({ state }) => state === "missing");
 */
export function examine(project: Project): Finding[] {
  return [
    ok("project", `${KINDS[project.kind]} in ${project.root}`),
    ...contractFindings(project),
    scenarioFinding(project),
    ...machineFindings(project),
  ];
}

function scenarioFinding({ scenarios }: Project): Finding {
  const files = existsSync(scenarios) ? readdirSync(scenarios).filter((name) => /\.[mc]?ts$/.test(name)) : [];
  if (files.length > 0) return ok("scenarios", `${files.length} files in ${scenarios}`);
  return missing("scenarios", `none in ${scenarios}`, `write the first: ${commandLine("init")} <Contract>`);
}
