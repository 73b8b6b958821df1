import type { Random } from "../core/random.ts";
import { AmountMaker } from "./amount-maker.ts";
import { ArgumentMaker } from "./argument-maker.ts";
import type { CallContext } from "./call-context.ts";
import { Experience } from "./experience.ts";
import { FunctionChoice } from "./function-choice.ts";
import type { Arg, CallStep } from "./program.ts";
import { addressOfTarget, type Scene } from "./scene.ts";
import { WithinMaker } from "./within-maker.ts";

/** Makes calls: functions uniformly over those that live, arguments by type from pools. */
export class Maker {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly experience: Experience;
  readonly functions: FunctionChoice;
  readonly args: ArgumentMaker;
  readonly within: WithinMaker;
  readonly #amounts: AmountMaker;
  readonly #senders: number;
  /** Accounts that have a key. */
  readonly #signers: readonly number[];
  /** Where a function takes the words of a signature, of its inputs; below 0 where it takes none. */
  readonly #signatureAt: readonly number[];

  /** @param senders how many of the attacker's accounts act, from the first on */
  constructor(scene: Scene, random: Random, senders: number = scene.party.accounts.length) {
    this.#scene = scene;
    this.#senders = senders;
    this.#random = random;
    this.experience = new Experience(scene, random);
    this.functions = new FunctionChoice(scene, random, this.experience);
    this.#amounts = new AmountMaker(scene, random);
    this.args = new ArgumentMaker(scene, random, this.experience, this.functions, this.#amounts);
    this.within = new WithinMaker(scene, random, this.functions, this.args, (fn, sender, context) =>
      this.callTo(fn, sender, context),
    );
    this.#signers = scene.party.accounts.flatMap(({ key }, i) => (key ? [i] : []));
    this.#signatureAt = scene.fns.map(({ abi }) =>
      abi.inputs.findLastIndex(
        ({ type }, i) => type === "uint8" && [1, 2].every((next) => abi.inputs[i + next]?.type === "bytes32"),
      ),
    );
  }

  call(context: CallContext): CallStep {
    return this.callTo(this.functions.any(), this.#sender(), context);
  }

  /** A call of a function, its arguments new or like those that worked. */
  callTo(fn: number, sender: number, context: CallContext): CallStep {
    const random = this.#random;
    const { abi, payable } = this.#scene.fns[fn]!;
    const signs = this.experience.signs(fn);
    const known = this.experience.worked(fn);
    const args = abi.inputs.map((input, i) =>
      known && random.unit() < 0.8 ? known[i]! : this.args.arg(input, sender, { ...context, signs }, 0),
    );
    const step: CallStep = {
      kind: "call",
      sender,
      fn,
      args: this.#withSignature(fn, random.unit() < 0.8 ? this.#fitting(args) : args),
      ...(payable && random.unit() < 0.85 && { value: this.#amounts.ether(sender) }),
    };
    return this.experience.callsBack[fn] && !context.around && random.unit() < 0.75 ? this.within.around(step) : step;
  }

  /** Where a contract and a call's data are asked for, the contract is that of the call. */
  #fitting(args: readonly Arg[]): readonly Arg[] {
    const encoded = args.find((arg) => arg.kind === "encoded");
    const address = args.find((arg) => arg.kind === "address");
    if (!encoded || !address) return args;
    const of = addressOfTarget(this.#scene, this.#scene.fns[encoded.fn]!.target);
    return args.map((arg) => (arg === address ? { kind: "address", of } : arg));
  }

  /**
   * The last of its arguments that have the form of a signature's words are mostly one, of an account of the attacker's that
   * can sign, which is then often what the first address among them is.
   */
  #withSignature(fn: number, args: readonly Arg[]): readonly Arg[] {
    const at = this.#signatureAt[fn]!;
    const random = this.#random;
    if (at < 0 || this.#signers.length === 0 || !this.experience.signs(fn)) return args;
    if (random.unit() < 0.15) return args;
    const by = random.pick(this.#signers);
    const owner = random.unit() < 0.7 ? args.findIndex(({ kind }) => kind === "address") : -1;
    return args.map((arg, i): Arg => {
      const part = (["v", "r", "s"] as const)[i - at];
      return part ? { kind: "signature", by, part } : i === owner ? { kind: "address", of: by } : arg;
    });
  }

  #sender(): number {
    return this.#senders === 1 || this.#random.unit() < 0.82 ? 0 : this.#random.integer(this.#senders);
  }
}
