import type { Hardfork } from "../../core/hardfork.ts";
import { instructionsOf, type Instruction } from "../instructions.ts";
import { STOP } from "../opcodes.ts";

/** One instruction in its place. */
export interface Step {
  readonly pc: number;
  readonly instruction: Instruction;
  /** Immediate data of PUSH. */
  readonly data: bigint;
}

/** Instructions of which all run or none, as long as gas and stack suffice. */
export interface Block {
  readonly start: number;
  readonly steps: readonly Step[];
  /** Static gas of all steps. */
  readonly gas: number;
  /** Words that must be on the stack, and words added at the highest point. */
  readonly need: number;
  readonly grow: number;
  /** Net change of the stack's height. */
  readonly delta: number;
  /** Number of the block among those that can be entered from elsewhere (start, JUMPDEST, after a call); -1: only fallen into. */
  readonly entry: number;
  /** Whether it begins at a JUMPDEST. */
  readonly target: boolean;
}

export interface Program {
  readonly blocks: readonly Block[];
  /** Byte offset of JUMPDEST to entry number. */
  readonly targets: ReadonlyMap<number, number>;
  readonly entryPoints: number;
}

/** A longer block is cut, so that what a block holds in locals stays bounded. */
const MAX_STEPS = 96;

/** Basic blocks of the reachable code: what follows an end or a jump up to the next JUMPDEST never runs. */
export function findBlocks(code: Uint8Array, fork: Hardfork): Program {
  const instructions = instructionsOf(fork);
  const blocks: Block[] = [];
  const targets = new Map<number, number>();
  let entryPoints = 0;
  let steps: Step[] = [];
  let dead = false;
  let afterCall = false;
  const finish = () => {
    if (steps.length === 0) return;
    const start = steps[0]!.pc;
    const target = steps[0]!.instruction.kind === "target";
    const entry = target || afterCall || blocks.length === 0 ? entryPoints++ : -1;
    if (target) targets.set(start, entry);
    blocks.push({ start, steps, ...measure(steps), entry, target });
    steps = [];
    afterCall = false;
  };
  for (let pc = 0; pc <= code.length;) {
    // Past the end is STOP.
    const instruction = instructions[pc < code.length ? code[pc]! : STOP]!;
    if (instruction.kind === "target") {
      finish();
      dead = false;
    }
    const next = pc + 1 + instruction.immediate;
    if (!dead) {
      steps.push({ pc, instruction, data: immediate(code, pc + 1, instruction.immediate) });
      if (instruction.kind !== "plain" && instruction.kind !== "target") {
        finish();
        dead = instruction.kind === "jump" || instruction.kind === "end" || instruction.kind === "invalid";
        afterCall = instruction.kind === "call";
      } else if (steps.length === MAX_STEPS) finish();
    }
    pc = next;
    if (next > code.length && !dead && instruction.immediate) {
      // A PUSH whose data reaches past the end: what follows is STOP.
      pc = code.length;
    }
  }
  finish();
  return { blocks, targets, entryPoints };
}

function immediate(code: Uint8Array, from: number, length: number): bigint {
  let value = 0n;
  for (let i = 0; i < length; i++) value = (value << 8n) | BigInt(code[from + i] ?? 0);
  return value;
}

function measure(steps: readonly Step[]): { gas: number; need: number; grow: number; delta: number } {
  let gas = 0;
  let height = 0;
  let lowest = 0;
  let highest = 0;
  for (const { instruction } of steps) {
    gas += instruction.gas;
    lowest = Math.min(lowest, height - instruction.stackIn);
    height += instruction.stackOut - instruction.stackIn;
    highest = Math.max(highest, height);
  }
  return { gas, need: -lowest, grow: highest, delta: height };
}
