import { EXPLORE_OPTIONS } from "./commands/explore-options.ts";
import { explore } from "./commands/explore.ts";
import { main } from "./commands/main.ts";
import { optionsFromEnvironment } from "./commands/options.ts";

await main((signal) => explore(optionsFromEnvironment(EXPLORE_OPTIONS, process.env), signal));
