import { ATTACK } from "./codes/attack.ts";
import { CHAIN } from "./codes/chain.ts";
import { COMMANDS } from "./codes/commands.ts";
import { ENVIRONMENT } from "./codes/environment.ts";
import { EVALUATION } from "./codes/evaluation.ts";
import { EVM } from "./codes/evm.ts";
import { EXPLORE } from "./codes/explore.ts";
import { FORK } from "./codes/fork.ts";
import { FOUNDATIONS } from "./codes/foundations.ts";
import { GOALS } from "./codes/goals.ts";
import { INIT } from "./codes/init.ts";
import { POPULATION } from "./codes/population.ts";
import { PROJECT } from "./codes/project.ts";
import { REPORT } from "./codes/report.ts";
import { RUNS } from "./codes/runs.ts";
import { SCENARIO } from "./codes/scenario.ts";
import { SEARCH } from "./codes/search.ts";
import { STUDIO } from "./codes/studio.ts";
import { VERIFY } from "./codes/verify.ts";
import type { Kind, SlotsOf } from "./entry.ts";

/** The catalogue as docs/errors.md shows it: in the order in which a command meets them. */
export const CHAPTERS = {
  "Options and commands": COMMANDS,
  "Whose contracts": PROJECT,
  Scenarios: SCENARIO,
  Goals: GOALS,
  "The environment": ENVIRONMENT,
  "Evaluation and jobs": EVALUATION,
  "The population": POPULATION,
  "The chain": CHAIN,
  "State of a live chain": FORK,
  "The EVM": EVM,
  Stores: RUNS,
  init: INIT,
  explore: EXPLORE,
  "verify-design": VERIFY,
  studio: STUDIO,
  attack: ATTACK,
  Optimisers: SEARCH,
  "Statistics, sources, determinism": FOUNDATIONS,
  "Reports and documents": REPORT,
} as const;

/**
 * Every error code, once. To add one, write its entry in the file of its room and a test that provokes it, then run
 * `node --import tsx scripts/errors-doc.ts`. `InputError.of` and `RunError.of` make an error of it, `Fault.of` a fault.
 */
export const CATALOGUE = {
  ...ATTACK,
  ...CHAIN,
  ...COMMANDS,
  ...ENVIRONMENT,
  ...EVALUATION,
  ...EVM,
  ...EXPLORE,
  ...FORK,
  ...FOUNDATIONS,
  ...GOALS,
  ...INIT,
  ...POPULATION,
  ...PROJECT,
  ...REPORT,
  ...RUNS,
  ...SCENARIO,
  ...SEARCH,
  ...STUDIO,
  ...VERIFY,
} as const;

type Catalogue = typeof CATALOGUE;
export type ErrorCode = keyof Catalogue;

/** The codes of one kind. */
export type CodeOf<K extends Kind> = { [C in ErrorCode]: Catalogue[C]["kind"] extends K ? C : never }[ErrorCode];

type TextOf<C extends ErrorCode, Key extends "expected" | "remedy"> =
  Catalogue[C] extends Readonly<Record<Key, infer Text>> ? Text : undefined;

/** What the place of a fault adds to its code: what the catalogue does not fix, and a value for each slot. */
export type Details<C extends ErrorCode> = {
  readonly found: string;
  /** A file, option, species, block: whatever finds the place. */
  readonly where?: string | undefined;
} & (TextOf<C, "expected"> extends string ? unknown : { readonly expected: string }) &
  (TextOf<C, "remedy"> extends string ? unknown : { readonly remedy?: string | undefined }) & {
    readonly [Slot in SlotsOf<TextOf<C, "expected">> | SlotsOf<TextOf<C, "remedy">>]: string | number | bigint;
  };
