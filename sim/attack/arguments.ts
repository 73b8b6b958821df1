import type { Arg, CallStep, Step } from "./program.ts";

/** Where an argument stands. */
export interface Place {
  readonly fn: number;
  /** Which of the function's inputs. */
  readonly input: number;
  /** Of the call, or of the one that the data is in. */
  readonly sender: number;
  /** In data that is to be called by somebody else. */
  readonly isInner: boolean;
}

/** How many arguments calls have, those within and those in other calls' data included. */
export function argumentsIn(steps: readonly Step[]): number {
  let count = 0;
  eachArgument(steps, () => count++);
  return count;
}

/** Looks at each argument, in the order in which `argumentsIn` counts. */
export function eachArgument(steps: readonly Step[], look: (arg: Arg, place: Place) => void): void {
  mapArguments(steps, (arg, place) => {
    look(arg, place);
    return arg;
  });
}

/** The same steps with the argument of a number changed, counted as `argumentsIn` counts. */
export function changeArgument(steps: readonly Step[], which: number, change: (arg: Arg, place: Place) => Arg): Step[] {
  let number = 0;
  return mapArguments(steps, (arg, place) => (number++ === which ? change(arg, place) : arg));
}

/** What is not changed stays the same object; data that becomes other data as a whole is not looked into. */
function mapArguments(steps: readonly Step[], change: (arg: Arg, place: Place) => Arg): Step[] {
  const ofArgs = (args: readonly Arg[], fn: number, sender: number, isInner: boolean): readonly Arg[] =>
    mapped(args, (arg, input) => {
      const next = change(arg, { fn, input, sender, isInner });
      if (next !== arg || arg.kind !== "encoded") return next;
      const inner = ofArgs(arg.args, arg.fn, sender, true);
      return inner === arg.args ? arg : { ...arg, args: inner };
    });
  const ofCall = (step: CallStep): CallStep => {
    const args = ofArgs(step.args, step.fn, step.sender, false);
    const within = step.within && mapped(step.within, ofCall);
    return args === step.args && within === step.within ? step : { ...step, args, ...(within && { within }) };
  };
  return steps.map((step) => (step.kind === "call" ? ofCall(step) : step));
}

/** The list itself where no item becomes another. */
function mapped<T>(items: readonly T[], change: (item: T, i: number) => T): readonly T[] {
  const made = items.map(change);
  return made.some((one, i) => one !== items[i]) ? made : items;
}
