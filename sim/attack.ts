import { ATTACK_OPTIONS } from "./commands/attack-options.ts";
import { attack } from "./commands/attack.ts";
import { main } from "./commands/main.ts";
import { optionsFromEnvironment } from "./commands/options.ts";

await main((signal) => attack(optionsFromEnvironment(ATTACK_OPTIONS, process.env), signal));
