import { join } from "node:path";
import { keepCompiledModules } from "../core/compile-cache.ts";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import { main } from "../commands/main.ts";
import { commandOf } from "../commands/table.ts";
import { requireOneVersion } from "../project/find.ts";
import { hardhatProject } from "../project/hardhat.ts";
import { useProject } from "../project/project.ts";
import { compile } from "../project/hardhat-build.ts";
import { InputError } from "../core/errors/errors.ts";
import { networkFault } from "./arguments.ts";
import { givenOptions } from "./given.ts";

/** The action of a command's task: options are read first, so that what is refused is refused before anything is built. */
export function actionOf(name: string): NewTaskActionFunction {
  return async (given, hre) =>
    main(async (signal) => {
      const project = hardhatProject(hre.config);
      if (project.kind === "hardhat") requireOneVersion(project.root);
      useProject(project);
      keepCompiledModules(join(project.cache, "modules"));
      const { options, builds, load } = commandOf(name);
      const { network } = hre.globalOptions;
      if (network) throw new InputError(networkFault(`--network ${network}`));
      const read = givenOptions(options, given);
      if (builds) await compile(hre);
      const { default: run } = await load();
      return run(read as never, signal);
    });
}
