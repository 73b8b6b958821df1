import { EVOLVE_OPTIONS } from "./commands/evolve-options.ts";
import { evolve } from "./commands/evolve.ts";
import { main } from "./commands/main.ts";
import { optionsFromEnvironment } from "./commands/options.ts";

await main((signal) => evolve(optionsFromEnvironment(EVOLVE_OPTIONS, process.env), signal));
