import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import { RewardscapeError, RunError } from "./errors/errors.ts";

/**
 * What a scenario's own functions must be: functions of their input. While one of them runs, the clock, timers and the
 * host's randomness refuse to answer; at all other times, and for all other code, they are what they always are.
 */

/** Names whose function of a scenario runs now; nothing while none does. */
let running: (() => string) | undefined;
/** The first refusal, kept because a policy may catch what is thrown at it. */
let refusal: RunError | undefined;

/** Runs a scenario's own function. Throws RunError NONDETERMINISTIC, naming `where`, if it asks for what no input says. */
export function asFunctionOfItsInput<T>(where: () => string, work: () => T): T {
  const release = holders === 0 ? seal() : undefined; // prepared outside an evaluation, which holds the seal itself
  const outer = running;
  running = where;
  try {
    const answer = work();
    if (refusal) throw refusal;
    return answer;
  } catch (error) {
    if (refusal) throw refusal;
    if (error instanceof RewardscapeError) throw error;
    throw isRefusedWrite(error) ? written(where(), error) : error;
  } finally {
    running = outer;
    if (!outer) refusal = undefined;
    release?.();
  }
}

/** Lets the simulator's own code ask the host though a scenario's function called it: nothing of the answer gets out. */
export function asHost<T>(work: () => T): T {
  const outer = running;
  running = undefined;
  try {
    return work();
  } finally {
    running = outer;
  }
}

/** The name of the scenario's function that runs now. */
export function runningFunction(): string | undefined {
  return running?.();
}

/** After a function that was ended from outside, whose `finally` never ran: `seals` are those that were held before. */
export function leaveScenario(seals: number): void {
  running = undefined;
  refusal = undefined;
  if (holders > seals && seals === 0) restore?.();
  holders = seals;
}

/** Freezes plain records and lists, and those in them. What has a class of its own is left alone. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}

/** Those that need the guards: evaluations at work, and scenarios being loaded. */
let holders = 0;
let restore: (() => void) | undefined;

/** How often the guards are held now. */
export function sealsHeld(): number {
  return holders;
}

/** Puts the guards in place until what is returned is called. Several may hold them at once. */
export function seal(): () => void {
  if (holders++ === 0) restore = install();
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    if (--holders === 0) restore?.();
  };
}

type Functions = Record<string, (...args: never[]) => unknown>;

const CRYPTO = [
  ...["randomBytes", "pseudoRandomBytes", "randomFill", "randomFillSync", "randomInt", "randomUUID", "randomUUIDv7"],
  ...["getRandomValues", "generateKey", "generateKeySync", "generateKeyPair", "generateKeyPairSync"],
];
const TIMERS = ["setTimeout", "setInterval", "setImmediate"];

function install(): () => void {
  const undo: (() => void)[] = [];
  const guard = (host: object, name: string, called: string): void => {
    const original = (host as Functions)[name];
    if (typeof original === "function") put(undo, host, name, guarded(original, called));
  };
  guard(Math, "random", "Math.random()");
  guard(Date, "now", "Date.now()");
  guard(performance, "now", "performance.now()");
  guard(process, "hrtime", "process.hrtime()");
  guard(process, "uptime", "process.uptime()");
  for (const name of [...TIMERS, "queueMicrotask"]) guard(globalThis, name, `${name}()`);
  for (const name of TIMERS) guard(timers, name, `timers.${name}()`);
  for (const name of CRYPTO) guard(crypto, name, `crypto.${name}()`);
  const web = Object.getPrototypeOf(globalThis.crypto) as object;
  for (const name of ["getRandomValues", "randomUUID"]) guard(web, name, `crypto.${name}()`);
  const clock = guardedDate(Date);
  put(undo, Date.prototype, "constructor", clock);
  put(undo, globalThis, "Date", clock);
  syncBuiltinESMExports();
  return () => {
    for (const back of undo.reverse()) back();
    syncBuiltinESMExports();
  };
}

/** The same function with its own members, which refuses while a scenario's function runs. */
function guarded<F extends (...args: never[]) => unknown>(original: F, called: string): F {
  return new Proxy(original, {
    apply(target, self, args) {
      if (running) refuse(called);
      return Reflect.apply(target, self, args);
    },
    get(target, key, receiver) {
      // as process.hrtime.bigint
      if (running && key === "bigint") refuse(called);
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}

/** A date that says when something is: refused only where it says what time it is now. */
function guardedDate(original: DateConstructor): DateConstructor {
  return new Proxy(original, {
    apply(target, self, args) {
      if (running) refuse("Date()");
      return Reflect.apply(target, self, args) as string;
    },
    construct(target, args, made) {
      if (running && args.length === 0) refuse("new Date()");
      return Reflect.construct(target, args, made) as object;
    },
  });
}

function put(undo: (() => void)[], host: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(host, name);
  if (before && !before.configurable && !before.writable) return;
  const { enumerable = true } = before ?? {};
  Object.defineProperty(host, name, { value, enumerable, writable: true, configurable: true });
  undo.push(() => {
    if (before) Object.defineProperty(host, name, before);
    else Reflect.deleteProperty(host, name);
  });
}

function refuse(called: string): never {
  refusal ??= nondeterministic({
    where: running!(),
    found: `a call of ${called}`,
    remedy: "draw from `random`, read the time from `tick`, and keep what is remembered in `memory`",
  });
  throw refusal;
}

/** What an engine of JavaScript says of a write into something frozen or sealed. */
const WRITE = /^Cannot (assign to read only|add|delete|define|redefine|set) property /;

function isRefusedWrite(error: unknown): error is TypeError {
  return error instanceof TypeError && WRITE.test(error.message);
}

function written(where: string, cause: TypeError): RunError {
  return nondeterministic({
    where,
    found: `a write into what it was given: ${cause.message}`,
    remedy: "copy what is to be changed, and keep what is remembered in `memory`",
    cause,
  });
}

export function nondeterministic(fault: {
  readonly where: string;
  readonly found: string;
  readonly remedy: string;
  readonly expected?: string;
  readonly cause?: unknown;
}): RunError {
  const { where, found, remedy, expected = "a function of its input alone", cause } = fault;
  return RunError.of("NONDETERMINISTIC", { where, expected, found, remedy }, { cause });
}
