import { pushAll } from "../core/many.ts";
import type { Random } from "../core/random.ts";
import { replaceAmounts } from "./amounts.ts";
import type { ArgumentMaker } from "./argument-maker.ts";
import type { CallContext } from "./call-context.ts";
import type { FunctionChoice } from "./function-choice.ts";
import { all, WHOLE, type Amount, type Arg, type CallStep } from "./program.ts";
import { addressOfTarget, type Scene } from "./scene.ts";

/** Makes calls within a call: what is done when the account is called back. */
export class WithinMaker {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #functions: FunctionChoice;
  readonly #args: ArgumentMaker;
  readonly #callTo: (fn: number, sender: number, context: CallContext) => CallStep;

  constructor(
    scene: Scene,
    random: Random,
    functions: FunctionChoice,
    args: ArgumentMaker,
    callTo: (fn: number, sender: number, context: CallContext) => CallStep,
  ) {
    this.#scene = scene;
    this.#random = random;
    this.#functions = functions;
    this.#args = args;
    this.#callTo = callTo;
  }

  /** The same call with others to be made within it: itself again, any, and what was lent given back. */
  around(step: CallStep): CallStep {
    const random = this.#random;
    const within: CallStep[] = [];
    const { within: _within, ...bare } = step;
    const kind = random.unit();
    if (kind < 0.25) {
      const times = 1 + random.integer(4);
      for (let i = 0; i < times; i++) within.push(bare);
    } else {
      const times = 1 + random.integer(kind < 0.7 ? 2 : 4);
      for (let i = 0; i < times; i++)
        within.push(this.#callTo(this.#functions.within(), step.sender, { returns: [], around: bare }));
    }
    if (random.unit() < 0.6) pushAll(within, this.#repayment(bare));
    return { ...bare, within };
  }

  /** The same call with one or two more calls within, at a place. */
  more(step: CallStep): CallStep {
    const random = this.#random;
    const { within = [], ...bare } = step;
    if (within.length === 0) return this.around(bare);
    const at = random.integer(within.length);
    const made = (): CallStep => this.#callTo(this.#functions.within(), step.sender, { returns: [], around: bare });
    const draw = random.unit();
    const more = draw < 0.4 ? [made()] : draw < 0.85 ? [made(), made()] : [random.pick(within)];
    if (more.length === 2 && random.unit() < 0.5) {
      // One before and one after what is there: in and out again.
      const to = at + random.integer(within.length - at);
      return {
        ...bare,
        within: [...within.slice(0, at), more[0]!, ...within.slice(at, to), more[1]!, ...within.slice(to)],
      };
    }
    return { ...bare, within: [...within.slice(0, at), ...more, ...within.slice(at)] };
  }

  /** The same call, and those within, with all that the contract holds in the place of one of its amounts. */
  all(step: CallStep): CallStep {
    const random = this.#random;
    const { wealth, world, fns, session } = this.#scene;
    const { observables, values } = session.observer;
    const contract = world.targets.indexOf(fns[step.fn]!.target);
    const held = wealth.filter(
      ({ account, index }) => account < 0 && observables[index]!.contract === contract && (values[index] ?? 0n) > 0n,
    );
    const amounts = step.args.filter(isAmount);
    if (held.length === 0 || amounts.length === 0) return step;
    const old = random.pick(amounts);
    const next: Amount = {
      ...all(random.pick(held).index),
      ...(random.unit() < 0.3 && { numerator: WHOLE / 2n }),
    } as Amount;
    const [changed] = replaceAmounts([step], (amount) => (sameAmount(amount, old) ? next : amount));
    return changed as CallStep;
  }

  /** A transfer of one of the outer call's amounts, in a token or ether, to the contract that was called. */
  #repayment(step: CallStep): CallStep[] {
    const random = this.#random;
    const { fns, world } = this.#scene;
    const amounts = step.args.filter((arg): arg is Amount => arg.kind === "number" || arg.kind === "share");
    if (amounts.length === 0) return [];
    const target = addressOfTarget(this.#scene, fns[step.fn]!.target);
    const ways = fns.flatMap(({ abi, payable, target: of }, fn) => {
      const types = abi.inputs.map(({ type }) => type).join();
      const token = world.tokens.some(({ address }) => address.toLowerCase() === of.address.toLowerCase());
      if (token && types === "address,uint256" && abi.outputs.length === 1 && !this.#functions.isApprove(fn))
        return [{ fn, ether: false }];
      return payable && of === fns[step.fn]!.target ? [{ fn, ether: true }] : [];
    });
    if (ways.length === 0) return [];
    const { fn, ether } = random.pick(ways);
    const amount = random.pick(amounts);
    return ether
      ? [
          {
            kind: "call",
            sender: step.sender,
            fn,
            args: fns[fn]!.abi.inputs.map((input) => this.#args.arg(input, step.sender, { returns: [] }, 0)),
            value: amount,
          },
        ]
      : [{ kind: "call", sender: step.sender, fn, args: [{ kind: "address", of: target }, amount] }];
  }
}

const isAmount = (arg: Arg): arg is Amount => arg.kind === "number" || arg.kind === "share";

function sameAmount(one: Amount, other: Amount): boolean {
  return one.kind === "number"
    ? other.kind === "number" && one.value === other.value
    : other.kind === "share" && one.of === other.of && one.numerator === other.numerator && one.plus === other.plus;
}
