import { join, resolve } from "node:path";
import { optionsFromEnvironment } from "../commands/options.ts";
import { COMMANDS } from "../commands/table.ts";
import { RewardscapeError } from "../core/errors/errors.ts";
import { PACKAGE_ROOT } from "../core/package.ts";

/**
 * What is wrong with the options of one of our scripts, as `REWARDSCAPE_SEDE=7 npx hardhat run sim/evolve.ts` has them.
 * Hardhat builds before it runs a script, which then refuses them too.
 * @param args as typed after `hardhat`
 */
export function scriptOptionFault(args: readonly string[], env: NodeJS.ProcessEnv): RewardscapeError | undefined {
  const [task, ...given] = args.filter((arg) => !arg.startsWith("-"));
  if (task !== "run") return undefined;
  const files = given.map((path) => resolve(path));
  const command = COMMANDS.find(({ name }) => files.includes(join(PACKAGE_ROOT, "sim", `${name}.ts`)));
  if (!command) return undefined;
  try {
    optionsFromEnvironment(command.options, env);
    return undefined;
  } catch (error) {
    if (error instanceof RewardscapeError) return error;
    throw error;
  }
}

/** Ends the process with that fault, before anything is built. A configuration calls it. */
export function refuseScriptOptions(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const fault = scriptOptionFault(args, env);
  if (!fault) return;
  process.stderr.write(`${fault.message}\n`);
  process.exit(1);
}
