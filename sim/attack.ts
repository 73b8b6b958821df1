import { ATTACK_OPTIONS } from "./commands/attack-options.ts";
import { attack } from "./commands/attack.ts";
import { script } from "./commands/script.ts";

await script(ATTACK_OPTIONS, attack);
