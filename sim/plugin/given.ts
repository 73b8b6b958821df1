import { typedOption } from "../core/typed-option.ts";
import { readOptions } from "../commands/options.ts";
import type { GivenText, Options, OptionSpecs } from "../commands/options.ts";

/** A task's arguments as the command's options. Throws FaultsError OPTION_VALUE. */
export function givenOptions<S extends OptionSpecs>(specs: S, given: { readonly [name: string]: unknown }): Options<S> {
  const texts = Object.entries(given).filter(
    ([name, value]) => Object.hasOwn(specs, name) && value !== undefined && value !== false,
  );
  return readOptions(
    specs,
    Object.fromEntries(texts.map(([name, value]): [string, GivenText] => [name, textsOf(value)])),
    (name) => `--${typedOption(name)}`,
  );
}

const textsOf = (value: unknown): GivenText => (Array.isArray(value) ? value.map(String) : String(value));
