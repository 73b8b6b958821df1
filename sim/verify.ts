import { main } from "./commands/main.ts";
import { optionsFromEnvironment } from "./commands/options.ts";
import { VERIFY_OPTIONS } from "./commands/verify-options.ts";
import { verify } from "./commands/verify.ts";

await main((signal) => verify(optionsFromEnvironment(VERIFY_OPTIONS, process.env), signal));
