#!/usr/bin/env node
import "tsx"; // scenarios are TypeScript
import { join } from "node:path";
import { typeCommandsAs } from "../core/command-name.ts";
import { keepCompiledModules } from "../core/compile-cache.ts";
import { main } from "../commands/main.ts";
import { COMMANDS } from "../commands/table.ts";
import { readOwnModules } from "../core/own-modules.ts";
import { packageVersion, publishedPackage } from "../core/package.ts";
import { findProject } from "../project/find.ts";
import { helpText, readArguments } from "./arguments.ts";
import { build } from "../project/build.ts";
import { useProject } from "../project/project.ts";

/** The bin `rewardscape`: the commands in a Foundry project, or in a Hardhat project without typing hardhat. */
const args = process.argv.slice(2);
const TYPED = "npx rewardscape";
typeCommandsAs(TYPED);
if (args.length === 0 || args[0] === "--help" || args[0] === "-h") process.stdout.write(helpText(COMMANDS));
else if (args[0] === "--version") process.stdout.write(`${packageVersion()}\n`);
else
  await main(async (signal) => {
    const { command, options, help } = readArguments(args, COMMANDS);
    if (help) {
      process.stdout.write(helpText(COMMANDS, command));
      return 0;
    }
    const project = { ...(await findProject()), commands: TYPED };
    useProject(project);
    keepCompiledModules(join(project.cache, "modules"));
    readOwnModules();
    if (command.builds && publishedPackage()) await build(project);
    const { default: run } = await command.load();
    return run(options as never, signal);
  });
