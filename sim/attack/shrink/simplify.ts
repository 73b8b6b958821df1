import { amountsOf, replaceAmounts } from "../amounts.ts";
import { argumentsIn, changeArgument } from "../arguments.ts";
import { all, number, WHOLE, type Amount, type Step } from "../program.ts";
import type { Scene } from "../scene.ts";
import { riddle } from "./cost.ts";
import { replaceLists } from "./join.ts";
import { tryRepaired } from "./repair.ts";
import type { Trial } from "./trial.ts";

/** Everything by the first account, with what is its own in the place of what is another's; then steps one by one. */
export function fewerAccounts(trial: Trial): void {
  const { accounts } = trial.scene.party;
  /** The first account and another change places. */
  const swapped = (with_: number): ((steps: readonly Step[]) => Step[]) => {
    const to = accounts.map((_, i) => (i === 0 ? with_ : i === with_ ? 0 : i));
    return (steps) => trial.rotation.steps(steps, to);
  };
  for (const by of [(steps: readonly Step[]) => trial.byFirst(steps), ...accounts.map((_, i) => swapped(i))])
    if (!trial.try(by(trial.steps))) tryRepaired(trial, by(trial.steps), 0);
  for (let i = 0; i < trial.steps.length; i++) {
    const step = trial.steps[i]!;
    if (step.kind !== "call" || step.sender === 0) continue;
    const [own] = trial.byFirst([step]);
    if (!trial.replace(i, own!)) trial.replace(i, { ...step, sender: 0 });
  }
}

/** Items that are left out by themselves, from the first on. */
const MOST_LEFT_OUT = 6;

export function shorterLists(trial: Trial): void {
  for (let i = 0; i < trial.steps.length; i++)
    for (let tries = 0; tries < 8; tries++) {
      const step = trial.steps[i]!;
      if (step.kind !== "call") break;
      const half = replaceLists(step, (items) => items.slice(0, Math.ceil(items.length / 2)));
      const less = replaceLists(step, (items) => items.slice(0, -1));
      if (half && trial.replace(i, half)) continue;
      const without = Array.from({ length: MOST_LEFT_OUT }, (_, at) =>
        replaceLists(step, (items) => (at < items.length - 1 ? items.filter((_, k) => k !== at) : items)),
      );
      if (![less, ...without].some((one) => one && trial.replace(i, one))) break;
    }
}

/** Addresses become the caller's own where it does not matter whose they are. */
export function ownAddresses(trial: Trial): void {
  for (let i = argumentsIn(trial.steps) - 1; i >= 0; i--)
    trial.try(
      changeArgument(trial.steps, i, (arg, { sender }) =>
        arg.kind === "address" && arg.of !== sender ? { kind: "address", of: sender } : arg,
      ),
    );
}

/** Amounts become all that somebody has, nothing, one, or a round number. */
export function simplerAmounts(trial: Trial): void {
  const count = amountsOf(trial.steps).length;
  for (let i = 0; i < count; i++) {
    const amount = amountsOf(trial.steps)[i];
    if (!amount || riddle(trial.scene, amount) <= 1) continue;
    for (const simpler of simplerThan(trial.scene, amount))
      if (
        riddle(trial.scene, simpler) < riddle(trial.scene, amount) &&
        trial.try(replaceAmounts(trial.steps, (one, at) => (at === i ? simpler : one)))
      )
        break;
  }
}

function simplerThan(scene: Scene, amount: Amount): Amount[] {
  const holders = [0, -1].flatMap((account) => scene.wealth.filter((one) => one.account === account));
  const wholes = holders.map(({ index }) => all(index));
  if (amount.kind === "share") {
    const parts = [WHOLE, WHOLE / 2n, WHOLE / 10n, roundedTo(amount.numerator, 1), roundedTo(amount.numerator, 2)];
    const value = scene.session.amount(amount);
    return [
      number(0n),
      number(1n),
      ...parts.map((numerator) => ({ ...amount, numerator, plus: 0n })),
      ...wholes,
      number(value),
      number(roundedTo(value, 1)),
      number(roundedTo(value, 2)),
    ];
  }
  return [
    number(0n),
    number(1n),
    ...wholes,
    number(roundedTo(amount.value, 1)),
    number(roundedTo(amount.value, 2)),
    number(roundedTo(amount.value, 3)),
  ];
}

/** A number with so many digits before zeros, rounded up: a little more is mostly as good. */
function roundedTo(value: bigint, digits: number): bigint {
  const unit = 10n ** BigInt(Math.max(0, String(value).length - digits));
  return ((value + unit - 1n) / unit) * unit;
}
