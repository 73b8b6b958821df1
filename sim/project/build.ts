import { forgeBuild } from "./foundry.ts";
import type { Project } from "./project.ts";
import { writeTypes } from "./types.ts";

/** Compiles what has changed of a project's contracts, with the project's own tool. Throws InputError CONTRACT_COMPILE. */
export async function build(project: Project): Promise<void> {
  if (project.kind === "foundry") {
    forgeBuild(project);
    writeTypes(project);
    return;
  }
  const { default: hre } = await import("hardhat");
  const { compile } = await import("./hardhat-build.ts");
  await compile(hre);
}
