import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { RunError } from "../../core/errors/errors.ts";
import { PACKAGE_ROOT, publishedPackage } from "../../core/package.ts";
import { ShapeError } from "../../core/shape.ts";
import { writeCode, type Code } from "../../jobs/queue/code.ts";
import { currentProject, type Project } from "../../project/project.ts";
import { codeAbout, type CodeAbout } from "./sent-code.ts";

/** Code of the queue as a project of its own, in a folder of its own. */
export interface AcceptedCode {
  readonly project: Project;
  /** The scenario's file. */
  readonly file: string;
  /** Removes the folder. */
  readonly remove: () => void;
}

/**
 * Lays code out beside the packages of the worker's own project. Whatever runs it runs it with the rights of this
 * process. Throws RunError QUEUE_CODE.
 */
export function acceptCode(code: Code): AcceptedCode {
  const { kind, scenario, scenarios, artifacts, hardfork } = aboutOf(code);
  for (const path of [scenario, scenarios, artifacts])
    if (!/^[^/\\:\p{Cc}]+(\/[^/\\:\p{Cc}]+)*$/u.test(path) || path.split("/").includes(".."))
      throw RunError.of("QUEUE_CODE", { where: "code in the queue", found: `the path ${JSON.stringify(path)}` });
  if (!code.files.has(scenario))
    throw RunError.of("QUEUE_CODE", { where: "code in the queue", found: `no file ${scenario}` });
  const root = realpathSync(mkdtempSync(join(tmpdir(), "rewardscape-accepted-")));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  try {
    writeCode(code, root);
    // Only now: what was written could otherwise have gone through them.
    link(packagesOf(currentProject().root), join(root, "node_modules"));
    if (!publishedPackage()) linkSimulator(root);
  } catch (error) {
    remove();
    throw error;
  }
  const project: Project = {
    ...{ kind, root, artifacts: join(root, artifacts), scenarios: join(root, scenarios) },
    ...{ out: join(root, "runs"), cache: join(root, ".rewardscape") },
    ...(hardfork !== undefined && { hardfork }),
  };
  return { project, file: join(root, scenario), remove };
}

function aboutOf({ about }: Code): CodeAbout {
  try {
    return codeAbout.read(about, "about");
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw RunError.of("QUEUE_CODE", { where: "code in the queue", found: error.message });
  }
}

/** The nearest folder of packages, from a project's root upward. */
function packagesOf(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules");
    if (existsSync(found)) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Scenarios of this repository import the simulator by its path; beside them it is the worker's own. */
function linkSimulator(root: string): void {
  const [from, to] = [join(PACKAGE_ROOT, "sim"), join(root, "sim")];
  if (!existsSync(to)) return;
  for (const name of readdirSync(from)) if (!existsSync(join(to, name))) link(join(from, name), join(to, name));
}

function link(from: string | undefined, to: string): void {
  if (from !== undefined) symlinkSync(from, to);
}
