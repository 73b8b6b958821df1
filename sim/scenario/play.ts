import type { AbiParameter } from "abitype";
import { functionsOf, type NamedFunction } from "./callable-functions.ts";
import type { Program, ProgramStep } from "./genes.ts";
import { Call, etherOf, View, type Address } from "./handles.ts";
import { numbered } from "./program-gene.ts";
import type { Tick } from "./species.ts";

/** What a program is played with: a policy's input has it. */
export interface PlayInput {
  readonly c: unknown;
  readonly self: Address;
  readonly accounts: readonly Address[];
  readonly tick: Pick<Tick, "block" | "blocks">;
}

/** From here on a share is the whole: nobody would ever draw exactly 1. */
const WHOLE = 0.9;
/** Shares are of so many parts. */
const PARTS = 1_000_000n;
const NOBODY: Address = "0x0000000000000000000000000000000000000000";
const SMALL = 16;
const DIGITS = 30;

/**
 * Plays a program: the calls of the steps that are due in this block, with amounts worked out from what the agent has when the
 * block begins. A step is due once a generation, at its part of the generation's blocks; steps of one block go in order.
 *
 * An argument that is a number is a part of one of these, which the gene's source chooses among: what each view says of the
 * agent's account, its ether, a whole number below 16, a power of ten below 1e30. One that is an address is the agent's own, a
 * contract's, or nobody's; a list repeats one to three times what it is made of.
 *
 * @example
 * const species = { genome: { plan: program({ can: anything() }) }, act: (input) => play(input.genome.plan, input) };
 */
export function* play(program: Program, input: PlayInput): Generator<View, Call[], unknown> {
  const { block, blocks } = input.tick;
  const due = program.filter((step) => blockOf(step, blocks) === block % blocks);
  const calls: Call[] = [];
  for (const step of due) {
    const called = functionOf(step, input.c);
    if (called) calls.push(yield* callOf(step, called, input));
  }
  return calls;
}

function blockOf({ at }: ProgramStep, blocks: number): number {
  return Math.min(blocks - 1, Math.floor(Number(at) * blocks));
}

function functionOf({ call }: ProgramStep, contracts: unknown): NamedFunction | undefined {
  const { calls } = functionsOf(contracts as object);
  const number = numbered(String(call), calls.length);
  return number === undefined ? calls.find(({ name }) => name === call) : calls[number];
}

function* callOf(step: ProgramStep, called: NamedFunction, input: PlayInput): Generator<View, Call, unknown> {
  const { target, codec } = called;
  const slots = new Slots(step);
  const args: unknown[] = [];
  for (const parameter of codec.inputs) args.push(yield* valueOf(parameter, slots.next(), input));
  const call = new Call(target, codec, args);
  if (codec.mutability !== "payable") return call;
  const value = shareOf(Number(step["ether"]), (yield etherOf(input.self)) as bigint);
  return value > 0n ? call.with({ value }) : call;
}

/** What an argument is made of. */
interface Slot {
  readonly source: number;
  readonly share: number;
}

/** The arguments' genes in turn; those that are not enough begin again. */
class Slots {
  readonly #slots: Slot[] = [];
  #at = 0;

  constructor(step: ProgramStep) {
    for (let i = 1; `source${i}` in step; i++)
      this.#slots.push({ source: Number(step[`source${i}`]) - 1, share: Number(step[`share${i}`]) });
  }

  next(): Slot {
    return this.#slots[this.#at++ % this.#slots.length]!;
  }
}

function* valueOf(parameter: AbiParameter, slot: Slot, input: PlayInput): Generator<View, unknown, unknown> {
  const { type } = parameter;
  const list = /^(.*)\[(\d*)\]$/.exec(type);
  if (list) {
    const item = yield* valueOf({ ...parameter, type: list[1]! }, slot, input);
    return Array.from({ length: list[2] ? Number(list[2]) : 1 + (slot.source % 3) }, () => item);
  }
  const integer = /^(u?)int(\d*)$/.exec(type);
  if (integer) {
    const bits = BigInt(integer[2] || 256) - (integer[1] ? 0n : 1n);
    const amount = yield* amountOf(slot, input);
    const max = (1n << bits) - 1n;
    return amount < max ? amount : max;
  }
  if (type === "address") {
    const { addresses } = functionsOf(input.c as object);
    const all = [...input.accounts, ...addresses, NOBODY];
    return all[slot.source % all.length];
  }
  if (type === "bool") return slot.share >= 0.5;
  if (type === "string") return "";
  const { components } = parameter as { readonly components?: readonly AbiParameter[] };
  if (type === "tuple" && components) {
    const members: unknown[] = [];
    for (const one of components) members.push(yield* valueOf(one, slot, input));
    return components.every(({ name }) => name)
      ? Object.fromEntries(components.map(({ name }, i) => [name!, members[i]]))
      : members;
  }
  const bytes = /^bytes(\d+)$/.exec(type);
  return bytes ? `0x${"00".repeat(Number(bytes[1]))}` : "0x";
}

function* amountOf({ source, share }: Slot, { c, self }: PlayInput): Generator<View, bigint, unknown> {
  const views = functionsOf(c as object).views.filter(isOfAccount);
  const from = source % (views.length + 3);
  if (from === views.length) return shareOf(share, (yield etherOf(self)) as bigint);
  if (from === views.length + 1) return BigInt(Math.floor(share * SMALL));
  if (from === views.length + 2) return 10n ** BigInt(Math.floor(share * DIGITS));
  const { target, codec } = views[from]!;
  const answer = yield new View(target, codec, [self]).or(0n);
  const first = Array.isArray(answer) ? (answer as readonly unknown[])[0] : answer;
  return shareOf(share, BigInt(first as bigint | number));
}

/** Whether a view says a number of an account. */
function isOfAccount({ codec: { inputs, outputs } }: NamedFunction): boolean {
  return inputs.length === 1 && inputs[0]!.type === "address" && /^uint\d*$/.test(outputs[0]?.type ?? "");
}

function shareOf(share: number, amount: bigint): bigint {
  if (share >= WHOLE) return amount;
  return (amount * BigInt(Math.round((share / WHOLE) * Number(PARTS)))) / PARTS;
}
