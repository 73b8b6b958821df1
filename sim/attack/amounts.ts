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

/** The same steps with other amounts. */
export function replaceAmounts(steps: readonly Step[], change: (amount: Amount, index: number) => Amount): Step[] {
  let index = 0;
  const ofArg = (arg: Arg): Arg => {
    switch (arg.kind) {
      case "share":
      case "number":
        return change(arg, index++);
      case "list":
        return { kind: "list", items: arg.items.map(ofArg) };
      case "encoded":
        return { ...arg, args: arg.args.map(ofArg) };
      default:
        return arg;
    }
  };
  const ofCall = (step: CallStep): CallStep => ({
    ...step,
    args: step.args.map(ofArg),
    ...(step.value && { value: change(step.value, index++) }),
    ...(step.within && { within: step.within.map(ofCall) }),
  });
  return steps.map((step) => (step.kind === "call" ? ofCall(step) : step));
}
