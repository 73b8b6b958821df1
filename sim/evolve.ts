import { EVOLVE_OPTIONS } from "./commands/evolve-options.ts";
import { evolve } from "./commands/evolve.ts";
import { script } from "./commands/script.ts";

await script(EVOLVE_OPTIONS, evolve);
