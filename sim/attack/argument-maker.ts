import type { AbiParameter } from "abitype";
import type { Random } from "../core/random.ts";
import { AmountMaker } from "./amount-maker.ts";
import type { CallContext } from "./call-context.ts";
import { changedAmount } from "./changed-amounts.ts";
import type { Experience } from "./experience.ts";
import type { FunctionChoice } from "./function-choice.ts";
import type { Arg } from "./program.ts";
import type { Scene } from "./scene.ts";
import { isNumber } from "./surface.ts";

/** Makes arguments by their types, from pools. */
export class ArgumentMaker {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #experience: Experience;
  readonly #functions: FunctionChoice;
  readonly #amounts: AmountMaker;
  readonly #accounts: number;
  /** Accounts that have a key. */
  readonly #signers: readonly number[];

  constructor(scene: Scene, random: Random, experience: Experience, functions: FunctionChoice, amounts: AmountMaker) {
    this.#scene = scene;
    this.#random = random;
    this.#experience = experience;
    this.#functions = functions;
    this.#amounts = amounts;
    this.#accounts = scene.party.accounts.length;
    this.#signers = scene.party.accounts.flatMap(({ key }, i) => (key ? [i] : []));
  }

  /** An argument by its type. */
  arg(parameter: AbiParameter, sender: number, context: CallContext, depth: number): Arg {
    const random = this.#random;
    const { type } = parameter;
    const array = /^(.*)\[(\d*)\]$/.exec(type);
    if (array) {
      const item = { ...parameter, type: array[1]! };
      const length = array[2] === "" ? random.pick([1, 1, 1, 2, 2, 3, 5, 10, 0]) : Number(array[2]);
      const first = this.arg(item, sender, context, depth + 1);
      const repeats = random.unit() < 0.5;
      return {
        kind: "list",
        items: Array.from({ length }, (_, i) =>
          i === 0 || repeats ? first : this.arg(item, sender, context, depth + 1),
        ),
      };
    }
    if (type === "tuple") {
      const parts = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
      return { kind: "list", items: parts.map((part) => this.arg(part, sender, context, depth + 1)) };
    }
    if (type === "address") return { kind: "address", of: this.#address(sender) };
    if (type === "bool") return { kind: "bool", value: random.unit() < 0.5 };
    if (type === "bytes") return this.#bytes(sender, context, depth);
    if (type === "string") return { kind: "raw", hex: random.unit() < 0.5 ? "" : "61" };
    if (isNumber(parameter)) return this.#amounts.amount(type, sender, context, depth);
    const size = Number(/^bytes(\d+)$/.exec(type)?.[1] ?? 32);
    const words = this.#scene.words;
    const word =
      words.length > 0 && random.unit() < 0.6
        ? random.pick(words)
        : (context.returns.length > 0 && random.unit() < 0.5 ? random.pick(context.returns) : 0n)
            .toString(16)
            .padStart(64, "0");
    return { kind: "raw", hex: word.slice(0, 2 * size) };
  }

  #address(sender: number): number {
    const random = this.#random;
    const draw = random.unit();
    const contracts = this.#scene.world.targets.length;
    if (draw < 0.3) return sender;
    if (draw < 0.5) return random.integer(this.#accounts);
    if (draw < 0.85) return this.#accounts + random.integer(contracts);
    return random.integer(this.#scene.addressNames.length);
  }

  #bytes(sender: number, context: CallContext, depth: number): Arg {
    const random = this.#random;
    if (depth > 2 || random.unit() < 0.2) return { kind: "raw", hex: "" };
    if (context.signs && this.#signers.length > 0 && random.unit() < 0.3)
      return { kind: "signature", by: random.pick(this.#signers), part: "whole" };
    const movers = [...this.#experience.movers];
    const fn = movers.length > 0 && random.unit() < 0.4 ? random.pick(movers) : this.#functions.any();
    const args = this.#scene.fns[fn]!.abi.inputs.map((input) =>
      // Data that somebody else is to call: what it moves is to come here.
      input.type === "address" && random.unit() < 0.4
        ? ({ kind: "address", of: sender } satisfies Arg)
        : this.arg(input, sender, { ...context, inData: true }, depth + 1),
    );
    return { kind: "encoded", fn, args };
  }

  /** An argument drawn anew or changed a little. */
  mutated(arg: Arg, parameter: AbiParameter, sender: number, inData = false): Arg {
    const random = this.#random;
    if ((arg.kind === "share" || arg.kind === "number") && random.unit() < 0.65) return changedAmount(random, arg);
    if (arg.kind === "list" && /\]$/.test(parameter.type) && arg.items.length > 0 && random.unit() < 0.7) {
      const draw = random.unit();
      const { items } = arg;
      if (draw < 0.45) return { kind: "list", items: [...items, ...items].slice(0, 64) };
      if (draw < 0.6) return { kind: "list", items: [...items, random.pick(items)] };
      if (draw < 0.75) return { kind: "list", items: items.slice(0, -1) };
    }
    if (arg.kind === "encoded" && arg.args.length > 0 && random.unit() < 0.6) {
      const { inputs } = this.#scene.fns[arg.fn]!.abi;
      const which = random.integer(arg.args.length);
      return {
        ...arg,
        args: arg.args.map((one, i) => (i === which ? this.mutated(one, inputs[i]!, sender, true) : one)),
      };
    }
    return this.arg(parameter, sender, { returns: [], inData }, inData ? 1 : 0);
  }
}
