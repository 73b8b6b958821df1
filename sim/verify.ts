import { script } from "./commands/script.ts";
import { VERIFY_OPTIONS } from "./commands/verify-options.ts";
import { verify } from "./commands/verify.ts";

await script(VERIFY_OPTIONS, verify);
