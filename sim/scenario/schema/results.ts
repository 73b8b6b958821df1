import { asFunctionOfItsInput } from "../../core/determinism.ts";
import { Fault, FaultsError, RewardscapeError, InputError } from "../../core/errors/errors.ts";
import { shown } from "../../core/shown.ts";
import { isCall, isEventFilter, isView } from "../handles.ts";
import type { PredictionSpec, Solvency } from "../scenario.ts";
import type { Token, TokenHolding } from "../tokens.ts";
import {
  address,
  callable,
  fields,
  having,
  isObject,
  listOf,
  named,
  optional,
  rule,
  text,
  wei,
  whole,
} from "./rules.ts";
import type { Fields, Rule } from "./rules.ts";

// What the functions of a scenario give. Types say so as well, but are not there when a file is run.

const calls = listOf("a list of calls", rule("a call, as in c.token.transfer(to, 1n)", isCall));
const view = rule("a view, as in c.token.balanceOf(self)", isView);
const filter = rule("an event filter, as in c.token.Transfer()", isEventFilter);
const filters = listOf("a list of event filters", filter);

/** Views by name, some of them in lists. */
const views = record((value, where) =>
  Array.isArray(value) ? listOf("a list of views", view)(value, where) : view(value, where),
);

const position: Rule = (value, where) =>
  isView(value) ? [] : having("a view, or { view, of }", { view, of: optional(text) })(value, where);
const positions = record(position);

const token: Fields<Pick<Token, "balanceOf" | "totalSupply">> = {
  balanceOf: callable,
  totalSupply: callable,
};
const decimals = whole(0, 77, "decimals");
const holdings: Rule = (value, where) => {
  const faults = listOf(
    "a list of holdings",
    fields<TokenHolding>({
      name: text,
      token: having("a token contract", token),
      price: optional(wei),
      decimals: optional(decimals),
    }),
  )(value, where);
  return faults.length > 0 ? faults : uniqueNames(value as readonly TokenHolding[], where);
};

const solvency = listOf(
  "a list of promises",
  fields<Solvency>({ name: text, funded: view, paid: view, owed: view, dust: wei }),
);

const contracts = rule("an object of contracts by name", isObject);

const predictions = named(
  "prediction",
  optional(fields<PredictionSpec>({ value: rule("a number", (value) => typeof value === "number"), source: text })),
  (name) => `prediction of ${name}`,
);

/** The group of each of so many agents. */
function groupNumbers(agents: number): Rule {
  return rule(
    `a group for each of ${agents} agents, whole numbers from 0`,
    (value) =>
      Array.isArray(value) &&
      value.length === agents &&
      value.every((group) => Number.isSafeInteger(group) && group >= 0),
  );
}

/** Where two holdings have one name, a position in it could be of either. */
function uniqueNames(list: readonly TokenHolding[], where: string): Fault[] {
  const twice = list.find(({ name }, i) => list.findIndex((other) => other.name === name) < i);
  if (!twice) return [];
  return [Fault.of("SCENARIO_FIELD", { where, expected: "each name once", found: `${shown(twice.name)} twice` })];
}

function record(inner: Rule): Rule {
  return (value, where) => {
    if (!isObject(value) || isView(value))
      return [Fault.of("SCENARIO_FIELD", { where, expected: "an object of views by name", found: shown(value) })];
    return Object.entries(value).flatMap(([name, item]) => inner(item, `${where}.${name}`));
  };
}

/** By what is asked for. */
export const RESULT = {
  calls,
  view,
  filter,
  filters,
  views,
  positions,
  holdings,
  solvency,
  contracts,
  predictions,
  groups: groupNumbers,
  delegate: rule(
    "the address of a contract, as in c.wallet.address",
    (value) => address(value, "").length === 0 && BigInt(value as string) !== 0n,
  ),
} as const;

/**
 * Runs a function of a scenario that is no agent's, as a function of its input. Throws InputError SCENARIO_THREW for what
 * it throws itself, and FaultsError SCENARIO_RESULT where it gives something else than it must.
 */
export function scenarioFunction<T>(where: () => string, work: () => T, must?: Rule): T {
  const value = called(where, work);
  const faults = must?.(value, where()) ?? [];
  const [first, ...others] = faults.map(asResult);
  if (first) throw new FaultsError([first, ...others]);
  return value;
}

function called<T>(where: () => string, work: () => T): T {
  try {
    return asFunctionOfItsInput(where, work);
  } catch (error) {
    throw error instanceof RewardscapeError ? error : scenarioThrew(where(), error);
  }
}

/** An error of a scenario's own code, with the line that threw it. */
export function scenarioThrew(where: string, error: unknown): InputError {
  const stack = error instanceof Error ? error.stack?.split("\n").find((line) => /^\s+at /.test(line)) : undefined;
  return InputError.of(
    "SCENARIO_THREW",
    {
      where: stack ? `${where}, ${stack.trim()}` : where,
      found: error instanceof Error ? `${error.name}: ${error.message}` : shown(error),
    },
    { cause: error },
  );
}

/** A single value that a scenario's function gave, where a rule would cost too much: once for each event or agent. */
export function wrongResult(where: string, expected: string, found: unknown): InputError {
  return InputError.of("SCENARIO_RESULT", { where, expected, found: shown(found) });
}

function asResult({ where, expected, found, remedy }: Fault): Fault {
  return Fault.of("SCENARIO_RESULT", { where, expected, found, remedy });
}
