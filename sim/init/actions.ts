import type { AbiFunction } from "abitype";
import { AMOUNT } from "./arguments.ts";
import type { Action, Doings } from "./behaviour.ts";
import { Caller, difference, NONE } from "./caller.ts";
import { Views } from "./claims.ts";
import { whole, type Expression } from "./expression.ts";
import { firstThatWorks } from "./first-that-works.ts";
import { purposeOf, signatureOf, type Purpose } from "./functions.ts";

const WEEK = 604_800;
const TRIES = 60;
const AMOUNT_EXPRESSION: Expression = { text: "amount", value: () => AMOUNT, needs: [] };
/** Ether sent along with a payable function. */
const VALUES = [AMOUNT_EXPRESSION, whole(10n ** 16n, "uint256"), NONE];

/** Finds what an agent can do with a contract that is set up, and which views tell its claims. */
export function findDoings(caller: Caller): Doings {
  return new Search(caller).run();
}

class Search {
  readonly #caller: Caller;
  readonly #actions = new Map<AbiFunction, Action>();
  /** Why each failed first. */
  readonly #reasons = new Map<AbiFunction, string>();

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  run(): Doings {
    const { trial } = this.#caller.parts;
    const views = new Views(this.#caller.parts, this.#caller.target);
    const fresh = views.read();
    const held = this.#caller.balances();
    for (const fn of this.#missing("in")) this.#try(fn, { keep: true });
    if (this.#actions.size === 0 && this.#missing("in").length > 0) {
      trial.wait(11); // what opens a little later
      for (const fn of this.#missing("in")) this.#try(fn, { keep: true });
    }
    const given = difference(held, this.#caller.balances());
    const started = views.read();
    trial.wait(10);
    const waited = views.read();
    for (const purpose of ["pay", "other", "out", "in"] as const)
      for (const fn of this.#missing(purpose)) this.#try(fn);
    this.#tryLater();
    const failed = this.#missing();
    const owners = failed.filter((fn) => this.#caller.can(trial.treasury, fn));
    const actions = this.#numbered();
    return {
      actions,
      owners: owners.map(signatureOf),
      failing: failed
        .filter((fn) => !owners.includes(fn))
        .map((fn) => ({ signature: signatureOf(fn), reason: this.#reasons.get(fn) ?? "no reason given" })),
      ...views.claims({ fresh, started, waited, given, actions }),
    };
  }

  #missing(purpose?: Purpose): AbiFunction[] {
    return this.#caller.writes.filter(
      (fn) => !this.#actions.has(fn) && (purpose === undefined || purposeOf(fn.name) === purpose),
    );
  }

  /** Tries those that failed after a week, and after others. */
  #tryLater(): void {
    const { trial } = this.#caller.parts;
    trial.attempt(() => {
      trial.wait(1, WEEK);
      for (const fn of this.#missing()) this.#try(fn);
    });
    const before = [...this.#actions.values()].filter(({ purpose }) => purpose !== "pay").slice(0, 8);
    for (const { fn, args, value } of before) {
      if (this.#missing().length === 0) return;
      trial.attempt(() => {
        this.#caller.send(trial.agent, fn, args, value);
        for (const seconds of [12, WEEK]) {
          trial.wait(1, seconds);
          for (const later of this.#missing()) this.#try(later, { tries: 20 });
        }
      });
    }
  }

  /** Calls a function as an agent with what it may take, until it succeeds; `keep` leaves it done. */
  #try(fn: AbiFunction, { keep = false, tries = TRIES } = {}): void {
    const { trial } = this.#caller.parts;
    // What is sent along comes last, as one more argument.
    const choices = [...this.#caller.choices(fn), fn.stateMutability === "payable" ? VALUES : [NONE]];
    const before = this.#caller.balances();
    const run = (): { chosen: readonly Expression[]; moved: ReadonlyMap<string, bigint> } | undefined => {
      // What reverts leaves nothing behind, so the first that succeeds is the only one.
      const works = (all: readonly Expression[]): boolean => {
        const { ok, reason } = this.#caller.send(trial.agent, fn, all.slice(0, -1), all.at(-1));
        if (reason !== undefined && !this.#reasons.has(fn)) this.#reasons.set(fn, reason);
        return ok;
      };
      const chosen = firstThatWorks(choices, works, tries);
      return chosen && { chosen, moved: difference(before, this.#caller.balances()) };
    };
    const found = keep ? run() : trial.attempt(run);
    if (!found) return;
    const value = found.chosen.at(-1)!;
    this.#actions.set(fn, {
      key: this.#caller.target.key,
      name: fn.name,
      fn,
      gene: fn.name,
      args: found.chosen.slice(0, -1),
      ...(value !== NONE && { value }),
      purpose: purposeOf(fn.name),
      moved: found.moved,
    });
  }

  /** Overloads of one name have genes of their own. */
  #numbered(): Action[] {
    return [...this.#actions.values()].map((action, i, all) => {
      const before = all.slice(0, i).filter(({ name }) => name === action.name).length;
      return before === 0 ? action : { ...action, gene: `${action.name}${before + 1}` };
    });
  }
}
