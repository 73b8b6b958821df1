import type { Arg, Amount, CallStep, Step } from "./program.ts";
import type { Scene } from "./scene.ts";

/** The same steps by other accounts: senders, addresses and what is observed of them change places. */
export class Rotation {
  /** By observable and account: the same number of that account. */
  readonly #siblings: (ReadonlyMap<number, number> | undefined)[];

  constructor(scene: Scene) {
    const groups = new Map<string, Map<number, number>>();
    const { observables } = scene.session.observer;
    const keyOf = (name: string): string => name.replace(/attacker( \d+)?/g, "@");
    observables.forEach(({ name, account }, i) => {
      if (account < 0) return;
      const group = groups.get(keyOf(name));
      if (group) group.set(account, i);
      else groups.set(keyOf(name), new Map([[account, i]]));
    });
    this.#siblings = observables.map(({ name, account }) => (account < 0 ? undefined : groups.get(keyOf(name))));
    this.#accountOf = observables.map(({ account }) => account);
    this.#accounts = scene.party.accounts.length;
  }

  readonly #accountOf: readonly number[];
  readonly #accounts: number;

  /** @param to the account that takes each one's place */
  steps(steps: readonly Step[], to: readonly number[]): Step[] {
    return steps.map((step) => (step.kind === "call" ? this.#call(step, to) : step));
  }

  #call(step: CallStep, to: readonly number[]): CallStep {
    return {
      ...step,
      sender: to[step.sender]!,
      args: step.args.map((arg) => this.#arg(arg, to)),
      ...(step.value && { value: this.#amount(step.value, to) }),
      ...(step.within && { within: step.within.map((inner) => this.#call(inner, to)) }),
    };
  }

  #arg(arg: Arg, to: readonly number[]): Arg {
    if (arg.kind === "share") return this.#amount(arg, to);
    if (arg.kind === "address" && arg.of < this.#accounts) return { kind: "address", of: to[arg.of]! };
    if (arg.kind === "signature") return { ...arg, by: to[arg.by]! };
    if (arg.kind === "encoded" || arg.kind === "list") {
      return arg.kind === "list"
        ? { kind: "list", items: arg.items.map((item) => this.#arg(item, to)) }
        : { ...arg, args: arg.args.map((item) => this.#arg(item, to)) };
    }
    return arg;
  }

  #amount(amount: Amount, to: readonly number[]): Amount {
    if (amount.kind !== "share") return amount;
    const account = this.#accountOf[amount.of]!;
    const sibling = account < 0 ? undefined : this.#siblings[amount.of]?.get(to[account]!);
    return sibling === undefined ? amount : { ...amount, of: sibling };
  }
}
