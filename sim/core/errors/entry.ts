import { commandName } from "../command-name.ts";

/** Whose fault it is: `input` can be corrected by the user before anything runs, `run` arises while something runs. */
export type Kind = "input" | "run";

/** What the catalogue says of a code. Texts hold slots, as in `at most {max} agents`, which the place of the fault fills. */
export interface Entry {
  readonly kind: Kind;
  /** One sentence for people. */
  readonly means: string;
  /** Left out where it differs from place to place. */
  readonly expected?: string;
  readonly remedy?: string;
}

export type Entries = { readonly [code: string]: Entry };

/** The names of the slots in a text. Braces around anything with a space are plain text, and `{$runs}` is a command. */
export type SlotsOf<T> = T extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` | `$${string}` ? never : Name) | SlotsOf<Rest>
  : never;

/** The text with its slots filled, and its commands as they are typed where this process was started. */
export function fill(template: string, slots: { readonly [name: string]: unknown }): string {
  return template.replace(/\{(\$?)([\w-]+)\}/g, (_slot, command: string, name: string) =>
    command ? commandName(name) : String(slots[name]),
  );
}
