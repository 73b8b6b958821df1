import { amountsOf, replaceAmounts } from "../amounts.ts";
import { all, number, WHOLE, type Amount, type Arg, type CallStep } from "../program.ts";
import type { Scene } from "../scene.ts";
import { isAlike } from "./alike.ts";
import type { Trial } from "./trial.ts";

const LONGEST_LIST = 128;

/** Two calls that differ in amounts only become one with the sums of them, at the place of either. */
export function mergeAlike(trial: Trial): void {
  for (let i = 0; i < trial.steps.length; i++)
    for (let j = i + 1; j < trial.steps.length;) {
      const { steps } = trial;
      const [one, other] = [steps[i]!, steps[j]!];
      const sum = one.kind === "call" && other.kind === "call" && isAlike(one, other) ? summed(one, other) : undefined;
      if (
        !sum ||
        !(
          trial.try(steps.flatMap((step, k) => (k === j ? [] : k === i ? [sum] : [step]))) ||
          trial.try(steps.flatMap((step, k) => (k === i ? [] : k === j ? [sum] : [step])))
        )
      )
        j++;
    }
}

/** The call with the sums of two calls' amounts; undefined where they are parts of different things. */
function summed(one: CallStep, other: CallStep): CallStep | undefined {
  const others = amountsOf([other]);
  let fits = amountsOf([one]).length === others.length;
  const [sum] = replaceAmounts([one], (amount, i) => {
    const more = others[i];
    if (more?.kind === "number" && amount.kind === "number") return number(amount.value + more.value);
    if (more?.kind === "share" && amount.kind === "share" && more.of === amount.of) {
      const numerator = amount.numerator + more.numerator;
      return { ...amount, numerator: numerator > WHOLE ? WHOLE : numerator };
    }
    fits = false;
    return amount;
  });
  return fits ? (sum as CallStep) : undefined;
}

/** Repeats of a call become one with larger amounts; and any amount may be raised if a step is then not needed. */
export function joinRepeats(trial: Trial): void {
  for (let i = 0; i < trial.steps.length; i++) {
    const step = trial.steps[i]!;
    if (step.kind !== "call") continue;
    const repeats = trial.steps.flatMap((other, j) =>
      j > i && other.kind === "call" && other.fn === step.fn && other.sender === step.sender ? [j] : [],
    );
    for (const left of subsetsFromAll(repeats)) {
      const without = trial.steps.filter((_, j) => !left.includes(j));
      if (raisedIn(trial.scene, step, left.length + 1).some((more) => trial.try(put(without, step, more)))) break;
    }
  }
  for (let i = 0; i < trial.steps.length; i++) {
    const step = trial.steps[i];
    if (step?.kind !== "call") continue;
    for (let j = trial.steps.length - 1; j >= 0; j--) {
      if (j === i) continue;
      const without = trial.steps.filter((_, k) => k !== j);
      if (raisedIn(trial.scene, step, 2).some((more) => trial.try(put(without, step, more)))) break;
    }
  }
}

const put = <T>(steps: readonly T[], old: T, next: T): T[] => steps.map((one) => (one === old ? next : one));

/** The call with its amounts larger, or its lists longer. */
export function raisedIn(scene: Scene, step: CallStep, times: number): CallStep[] {
  const own = scene.wealth.filter(({ account }) => account === step.sender);
  const change = (by: (amount: Amount) => Amount): CallStep => replaceAmounts([step], by)[0] as CallStep;
  const made = [
    change((amount) =>
      amount.kind === "share" ? { ...amount, numerator: WHOLE, plus: 0n } : number(amount.value * BigInt(times)),
    ),
    change((amount) => (amount.kind === "share" ? { ...amount, numerator: amount.numerator * BigInt(times) } : amount)),
    ...own.map(({ index }) => change(() => all(index))),
    change((amount) => (amount.kind === "share" ? amount : number(amount.value * 10n))),
  ];
  const longer = replaceLists(step, (items) =>
    Array.from({ length: times }, () => items)
      .flat()
      .slice(0, LONGEST_LIST),
  );
  return longer ? [...made, longer] : made;
}

export function replaceLists(step: CallStep, change: (items: readonly Arg[]) => readonly Arg[]): CallStep | undefined {
  if (!step.args.some((arg) => arg.kind === "list" && arg.items.length > 1)) return undefined;
  return {
    ...step,
    args: step.args.map((arg) => (arg.kind === "list" ? { kind: "list", items: change(arg.items) } : arg)),
  };
}

/** All of them, then all but the last, and so on. */
function subsetsFromAll<T>(items: readonly T[]): T[][] {
  return items.map((_, i) => items.slice(0, items.length - i) as T[]);
}
