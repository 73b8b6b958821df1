import { EXPLORE_OPTIONS } from "./commands/explore-options.ts";
import { explore } from "./commands/explore.ts";
import { script } from "./commands/script.ts";

await script(EXPLORE_OPTIONS, explore);
