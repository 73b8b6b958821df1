import type { Adaptation } from "../adaptation.ts";
import type { ChoiceGene, IntegerGene, ProgramPart, RealGene } from "../genes.ts";
import type { ActorSpec, ErasedSpecies } from "../scenario.ts";
import type { Grouping, Groups } from "../species.ts";
import {
  address,
  bigint,
  byKind,
  callable,
  fields,
  having,
  listOf,
  named,
  number,
  oneOf,
  optional,
  rule,
  text,
  wei,
} from "./rules.ts";
import type { Rule } from "./rules.ts";

const part = optional(fields<ProgramPart>({ program: text, step: number, name: text }));

const gene = byKind("a gene, as in real(0, 1)", {
  real: fields<RealGene>({ kind: text, min: number, max: number, scale: oneOf("linear", "log"), part }),
  integer: fields<IntegerGene>({ kind: text, min: number, max: number, part }),
  choice: fields<ChoiceGene>({ kind: text, choices: listOf("a list of texts", text), part }),
});

const object = rule("an object", (value) => typeof value === "object" && value !== null);

/** What a population calls; a user's own may have more. */
const grouping = having("a grouping, as in randomGroups(4)", {
  name: text,
  settings: object,
  assign: callable,
} satisfies { readonly [K in keyof Grouping]?: Rule });

const adaptation = having("an adaptation, as in evolve({ ... }), or a function that gives one", {
  name: text,
  basis: text,
  clock: oneOf("generational", "steady"),
  settings: object,
  next: callable,
} satisfies { readonly [K in keyof Adaptation]?: Rule });

/** An adaptation itself; one that a function gives is checked when the sizes of the run are known. */
export const adaptationRule: Rule = adaptation;

/** Whether a memory can be stored is found out when it is; that it is no function or promise is known before. */
const memory = rule(
  "plain data",
  (value) =>
    typeof value !== "function" &&
    typeof value !== "symbol" &&
    typeof (value as { then?: unknown } | null)?.then !== "function",
);

/** What `.species(name, spec)` takes. */
export function species(name: string): Rule {
  return fields<ErasedSpecies>({
    count: number,
    role: optional(oneOf("honest", "attacker")),
    actions: optional(callable),
    genome: named("gene", gene, (which) => `gene ${name}.${which}`),
    founders: optional(callable),
    groups: optional(fields<Groups>({ by: grouping, regroup: oneOf("block", "generation", "never") })),
    adaptation: (value, where) => (typeof value === "function" ? [] : adaptation(value, where)),
    accounts: optional(callable),
    ether: optional(wei),
    delegate: optional(callable),
    endow: optional(callable),
    onBirth: optional(callable),
    memory: optional(memory),
    observe: optional(callable),
    events: optional(callable),
    act: callable,
    positions: optional(callable),
    worth: optional(callable),
    cost: optional(callable),
    bankruptcyThreshold: optional(bigint),
    onBankruptcy: optional(oneOf("replaced", "exit")),
    entry: optional(callable),
    onDeath: optional(oneOf("exit", "abandon", "bequeath")),
    exit: optional(callable),
  });
}

/** What `.actor(name, spec)` takes. */
export const actor: Rule = fields<ActorSpec<never, never, never, never, never>>({
  at: optional(address),
  ether: optional(wei),
  memory: optional(memory),
  observe: optional(callable),
  act: callable,
});
