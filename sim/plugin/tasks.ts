import { emptyTask, task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { helpOf } from "../commands/options.ts";
import { COMMANDS, type Command } from "../commands/table.ts";
import { readOwnModules } from "../core/own-modules.ts";

const SPACE = "rewardscape";

/** The commands as `npx hardhat rewardscape evolve` and so on. */
export function nestedTasks(): TaskDefinition[] {
  return [
    emptyTask(SPACE, "Simulate agents on reward contracts, search designs, verify them").build(),
    ...COMMANDS.map((command) => taskOf([SPACE, command.name], command)),
  ];
}

/** The commands by the short names that they have in this repository, as `npx hardhat evolve`. */
export function shortTasks(): TaskDefinition[] {
  return COMMANDS.flatMap((command) => (command.shortName ? [taskOf([command.shortName], command)] : []));
}

/** Text is checked by the command itself, with messages of its own. */
function taskOf(id: string[], { name, about, options, positional }: Command): TaskDefinition {
  const prefix = ["npx hardhat", ...id.slice(0, -1)].join(" ");
  let builder = task(id, about) as unknown as Builder;
  for (const [option, spec] of Object.entries(options)) {
    if (option === positional?.name) continue;
    builder =
      spec.kind === "flag"
        ? builder.addFlag({ name: option, description: helpOf(spec, prefix) })
        : builder.addOption({ name: option, description: helpOf(spec, prefix), ...TEXT });
  }
  if (positional) {
    const description = helpOf(options[positional.name]!, prefix);
    const argument = { name: positional.name, description };
    builder = positional.variadic
      ? builder.addVariadicArgument(argument)
      : builder.addPositionalArgument({ ...argument, ...(positional.required ? {} : TEXT) });
  }
  return builder
    .setAction(async () => {
      readOwnModules();
      return { default: (await import("./action.ts")).actionOf(name) };
    })
    .build();
}

const TEXT = { type: ArgumentType.STRING_WITHOUT_DEFAULT, defaultValue: undefined };

/** Hardhat's builder collects each argument in its type; here they are known only when it runs. */
interface Builder {
  addFlag(flag: { readonly name: string; readonly description: string }): Builder;
  addOption(option: typeof TEXT & { readonly name: string; readonly description: string }): Builder;
  addPositionalArgument(argument: { readonly name: string; readonly description: string }): Builder;
  addVariadicArgument(argument: { readonly name: string; readonly description: string }): Builder;
  setAction(action: () => Promise<{ default: unknown }>): { build(): TaskDefinition };
}
