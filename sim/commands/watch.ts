import { messageOf } from "./main.ts";
import { EXIT } from "./exit.ts";
import { scenarioFiles } from "../evaluation/load.ts";
import { build } from "../project/build.ts";
import { currentProject } from "../project/project.ts";
import { silent, screen } from "../report/screen.ts";
import { modulesFrom } from "../sources/bundler.ts";
import { WatchedFiles } from "../sources/watched-files.ts";
import { StandbyProcess } from "./standby-process.ts";

/** What is run again and again: a command by its name, and its options. */
export interface WatchedCommand {
  readonly name: string;
  readonly options: { readonly scenario?: string | undefined; readonly quiet?: boolean | undefined };
}

/**
 * Runs a command whenever its scenario, a module that the scenario imports, or a contract is saved. Each run has a process
 * of its own, since a module is loaded once a process; the next one has loaded all but the scenario by then and waits.
 * @returns 130 once `signal` is aborted, which is its only end
 */
export async function watch({ name, options }: WatchedCommand, signal: AbortSignal): Promise<number> {
  const live = options.quiet ? silent : screen(process.stderr);
  const { contracts = [] } = currentProject();
  const files = new WatchedFiles(contracts);
  let standby = new StandbyProcess(name);
  try {
    while (!signal.aborted) {
      const running = standby;
      running.run({ ...options, watch: undefined });
      files.follow(modules(options.scenario, files.followed));
      const saved = await Promise.race([running.ended.then(() => undefined), files.changed(signal)]);
      if (saved === undefined && !signal.aborted) {
        standby = new StandbyProcess(name);
        live.write(`watching ${files.count} files, Ctrl-C ends`);
        await files.changed(signal);
      } else {
        // Ctrl-C reaches the run as well, which reports what there is.
        await (signal.aborted ? running.interrupt() : running.stop());
        if (!signal.aborted) standby = new StandbyProcess(name);
      }
      while (!signal.aborted && !(await compiled(files.last))) await files.changed(signal);
    }
  } finally {
    files.close();
    await standby.stop();
  }
  return EXIT.interrupted;
}

/** Whether a run can begin: contracts are compiled if one of them was saved. */
async function compiled(saved: string | undefined): Promise<boolean> {
  if (saved === undefined || !/\.(sol|vy)$/.test(saved)) return true;
  try {
    await build(currentProject());
    return true;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return false;
  }
}

/** The scenario and all it imports; of a command that names none, those of every scenario. Unreadable ones stay as they were. */
function modules(scenario: string | undefined, before: readonly string[]): readonly string[] {
  const all = scenarioFiles();
  const own = scenario === undefined ? [...all.values()] : [all.get(scenario) ?? scenario];
  try {
    return [...new Set([...own, ...modulesFrom(own).keys()])];
  } catch {
    return [...new Set([...own, ...before])];
  }
}
