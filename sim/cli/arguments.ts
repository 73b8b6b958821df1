import { suggest } from "../core/did-you-mean.ts";
import { typedOption } from "../core/typed-option.ts";
import { Fault, FaultsError, InputError } from "../core/errors/errors.ts";
import { helpOf, readOptions, type GivenText, type Options, type OptionSpecs } from "../commands/options.ts";
import type { Command } from "../commands/table.ts";

/** `evolve staking --seed 7 --json` as a command and its options. Throws InputError COMMAND_UNKNOWN, FaultsError OPTION_*. */
export function readArguments(
  args: readonly string[],
  commands: readonly Command[],
): { readonly command: Command; readonly options: Options<OptionSpecs>; readonly help: boolean } {
  const [name = "", ...rest] = args;
  const command = commands.find((one) => one.name === name);
  if (!command)
    throw InputError.of("COMMAND_UNKNOWN", {
      found: name || "none",
      remedy: suggest(
        name,
        commands.map((one) => one.name),
      ),
    });
  // Without a prototype, where "__proto__" is a name like others.
  const given = Object.create(null) as Record<string, GivenText>;
  const faults: Fault[] = [];
  for (let i = 0; i < rest.length; i++) {
    const arg = rest[i]!;
    const [, typed, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (typed === "help" || arg === "-h") return { command, options: {}, help: true };
    if (typed === undefined) {
      const { name: place, variadic } = command.positional ?? { name: "" };
      if (variadic) given[place] = [...(given[place] ?? []), arg];
      else if (command.positional && given[place] === undefined) given[place] = arg;
      else faults.push(Fault.of("ARGUMENT_EXTRA", { where: command.name, found: arg }));
      continue;
    }
    const option = Object.keys(command.options).find((one) => typedOption(one) === typed) ?? typed;
    const flag = command.options[option]?.kind === "flag";
    const next = rest[i + 1];
    if (value !== undefined || flag) given[option] = value ?? "true";
    else if (next !== undefined && !next.startsWith("--")) given[option] = rest[++i]!;
    else if (command.options[option]) faults.push(Fault.of("OPTION_EMPTY", { where: arg, found: "nothing behind it" }));
    else given[option] = "";
  }
  const { positional } = command;
  if (positional?.required && given[positional.name] === undefined)
    faults.push(Fault.of("ARGUMENT_MISSING", { where: command.name, found: "none", name: positional.name }));
  const [first, ...others] = faults;
  if (first) throw new FaultsError([first, ...others]);
  return { command, options: readOptions(command.options, given, (one) => `--${typedOption(one)}`), help: false };
}

/** What `--help` prints. */
export function helpText(commands: readonly Command[], command?: Command): string {
  const rows = command
    ? Object.entries(command.options)
        .filter(([name]) => name !== command.positional?.name)
        .map(([name, spec]) => [`--${typedOption(name)}`, helpOf(spec, "npx rewardscape")])
    : commands.map(({ name, about }) => [name, about]);
  const width = rows.reduce((wide, [name]) => Math.max(wide, name!.length), 0);
  const place =
    command?.positional &&
    `${command.positional.required ? `<${command.positional.name}>` : `[${command.positional.name}]`}${command.positional.variadic ? " ..." : ""}`;
  const usage = command
    ? `rewardscape ${[command.name, place, "[options]"].filter(Boolean).join(" ")}`
    : "rewardscape <command> [options]";
  return [
    command?.about ?? "Simulate agents on reward contracts",
    "",
    `Usage: ${usage}`,
    "",
    ...rows.map(([name, text]) => `  ${name!.padEnd(width)}  ${text}`),
    "",
  ].join("\n");
}
