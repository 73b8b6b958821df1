import { InputError } from "../core/errors/errors.ts";
import { main } from "./main.ts";
import { optionsFromEnvironment, type Options, type OptionSpecs } from "./options.ts";

/** A command as a script of `npx hardhat run`, with its options from the environment. */
export function script<S extends OptionSpecs>(
  specs: S,
  command: (options: Options<S>, signal: AbortSignal) => Promise<number>,
): Promise<void> {
  return main((signal) => {
    refuseNetwork(process.argv.slice(2), process.env);
    return command(optionsFromEnvironment(specs, process.env), signal);
  });
}

/**
 * Hardhat takes a network for any script, by an option or by the environment; ours run on a chain of their own.
 * Throws InputError NETWORK_OPTION.
 */
export function refuseNetwork(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const given = args.indexOf("--network");
  const joined = args.find((arg) => arg.startsWith("--network="));
  const named = env["HARDHAT_NETWORK"];
  const found =
    joined ?? (given >= 0 ? args.slice(given, given + 2).join(" ") : named ? `HARDHAT_NETWORK=${named}` : undefined);
  if (found !== undefined) throw InputError.of("NETWORK_OPTION", { found });
}
