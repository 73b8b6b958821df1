import type { Amount, Arg, CallStep, Step } from "./program.ts";

/** Every amount of a program in order, those within lists, other calls' data and callbacks included. */
export function amountsOf(steps: readonly Step[]): Amount[] {
  const found: Amount[] = [];
  replaceAmounts(steps, (amount) => {
    found.push(amount);
    return amount;
  });
  return found;
}

/** The same steps with other amounts; steps in which nothing changes are themselves. */
export function replaceAmounts(steps: readonly Step[], change: (amount: Amount, index: number) => Amount): Step[] {
  let index = 0;
  const ofArg = (arg: Arg): Arg => {
    switch (arg.kind) {
      case "share":
      case "number":
        return change(arg, index++);
      case "list": {
        const items = mapped(arg.items, ofArg);
        return items === arg.items ? arg : { kind: "list", items };
      }
      case "encoded": {
        const args = mapped(arg.args, ofArg);
        return args === arg.args ? arg : { ...arg, args };
      }
      default:
        return arg;
    }
  };
  const ofCall = (step: CallStep): CallStep => {
    const args = mapped(step.args, ofArg);
    const value = step.value && change(step.value, index++);
    const within = step.within && mapped(step.within, ofCall);
    if (args === step.args && value === step.value && within === step.within) return step;
    return { ...step, args, ...(value && { value }), ...(within && { within }) };
  };
  return steps.map((step) => (step.kind === "call" ? ofCall(step) : step));
}

/** The list itself where no item becomes another. */
function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const made = items.map(change);
  return made.some((one, i) => one !== items[i]) ? made : items;
}
