import * as Op from "../../evm/opcodes.ts";
import { ends, gives, isCall, isDup, isPush, isSwap, sizeOf, takes } from "./opcodes.ts";

/** What the paths of a contract show. */
export interface PathFindings {
  /** Every path was followed; otherwise the other answers mean nothing. */
  readonly complete: boolean;
  /** Some path asks for the code size of an account that it does not also call with data. */
  readonly asksCodeSize: boolean;
  /** Some path leaves something in transient storage when it succeeds. */
  readonly leavesTransient: boolean;
  /** Instructions on the paths. */
  readonly executes: ReadonlySet<number>;
  /** Accounts that are called at an address written in the code. */
  readonly calls: ReadonlySet<bigint>;
}

/**
 * A word on the stack: a constant (`base` empty), or an unknown one plus a constant. Two words with the same base and
 * offset are equal; a base is named after the instruction that made it.
 */
interface Word {
  readonly base: string;
  readonly offset: bigint;
}

interface State {
  pc: number;
  readonly stack: Word[];
  /** The free memory pointer, which solc keeps at 0x40. */
  pointer: Word | undefined;
  /** Accounts that were called with data on this path. */
  readonly called: Set<string>;
  /** The account that this path takes for an agent, because its code size was asked for. */
  agent: string | undefined;
  /** Transient slots that this path has left non-zero. */
  readonly transient: Set<string>;
}

const MAX_STATES = 60_000;
/** Visits of one place after which its constants are forgotten, so that a counting loop comes to an end. */
const WIDEN_AFTER = 24;
const WORD = 1n << 256n;
const ADDRESS_MASK = (1n << 160n) - 1n;
const POINTER = 0x40n;
/** The base of words that are no longer told apart: it is equal to nothing, itself included. */
const NAMELESS = "?";
/** Any size that is not zero: what stands at an agent's address while it is driven. */
const SHELL_SIZE = constant(73n);

/**
 * Follows every path of a contract's code, function returns included: return addresses are constants on the stack, so
 * a stack of known and unknown words is enough to resolve every jump that solc emits. Branches are taken both ways
 * unless their condition is known.
 */
export function followPaths(code: Uint8Array): PathFindings {
  return new Paths(code).follow();
}

class Paths {
  readonly #code: Uint8Array;
  readonly #jumpdests: Set<number>;
  readonly #seen = new Set<string>();
  readonly #visits = new Map<number, number>();
  readonly #open: State[] = [];
  #complete = true;
  #asksCodeSize = false;
  #leavesTransient = false;
  readonly #executes = new Set<number>();
  readonly #calls = new Set<bigint>();

  constructor(code: Uint8Array) {
    this.#code = code;
    this.#jumpdests = jumpdestsOf(code);
  }

  follow(): PathFindings {
    this.#push({ pc: 0, stack: [], pointer: undefined, called: new Set(), agent: undefined, transient: new Set() });
    for (let state = this.#open.pop(); state !== undefined && this.#complete; state = this.#open.pop()) {
      this.#run(state);
    }
    return {
      complete: this.#complete,
      asksCodeSize: this.#asksCodeSize,
      leavesTransient: this.#leavesTransient,
      executes: this.#executes,
      calls: this.#calls,
    };
  }

  #push(state: State): void {
    const visits = (this.#visits.get(state.pc) ?? 0) + 1;
    this.#visits.set(state.pc, visits);
    if (visits > WIDEN_AFTER) this.#widen(state);
    const key = keyOf(state);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (this.#seen.size > MAX_STATES) this.#complete = false;
    else this.#open.push(state);
  }

  /** Forgets all constants that are no jump target, and all offsets. */
  #widen(state: State): void {
    for (let i = 0; i < state.stack.length; i++) {
      const { base, offset } = state.stack[i]!;
      const target = base === "" && this.#jumpdests.has(Number(offset));
      if (!target && offset !== 0n) state.stack[i] = unknown(NAMELESS);
    }
    state.pointer = undefined;
  }

  /** Runs a state to the end of its path or the next branch. */
  #run(state: State): void {
    const code = this.#code;
    for (;;) {
      const { pc, stack } = state;
      const op = pc < code.length ? code[pc]! : Op.STOP;
      this.#executes.add(op);
      if (ends(op) && op !== Op.JUMP) {
        this.#end(state, op);
        return;
      }
      if (isPush(op)) {
        stack.push(constant(immediate(code, pc)));
      } else if (isDup(op)) {
        const depth = op - Op.DUP1 + 1;
        if (stack.length < depth) return;
        stack.push(stack[stack.length - depth]!);
      } else if (isSwap(op)) {
        const below = stack.length - 1 - (op - Op.SWAP1 + 1);
        if (below < 0) return;
        const top = stack[stack.length - 1]!;
        stack[stack.length - 1] = stack[below]!;
        stack[below] = top;
      } else {
        if (stack.length < takes(op)) return; // underflow: the path reverts
        const args = takes(op) > 0 ? stack.splice(-takes(op)).reverse() : [];
        if (op === Op.JUMP) {
          const target = this.#target(args[0]!);
          if (target === undefined) return;
          state.pc = target;
          this.#push(state);
          return;
        }
        if (op === Op.JUMPI) {
          this.#branch(state, args[0]!, args[1]!);
          return;
        }
        if (!this.#step(state, op, args)) return;
      }
      state.pc += sizeOf(op);
    }
  }

  #target({ base, offset }: Word): number | undefined {
    if (base !== "") this.#complete = false;
    return base === "" && this.#jumpdests.has(Number(offset)) ? Number(offset) : undefined;
  }

  #branch(state: State, to: Word, condition: Word): void {
    const known = condition.base === "" ? condition.offset !== 0n : undefined;
    if (known !== false) {
      const target = this.#target(to);
      if (target !== undefined) this.#push({ ...copyOf(state), pc: target });
    }
    if (known !== true) this.#push({ ...state, pc: state.pc + 1 });
  }

  /** One instruction without control flow. @returns whether the path goes on. */
  #step(state: State, op: number, args: readonly Word[]): boolean {
    const name = `${op.toString(16)}@${state.pc}`;
    if (gives(op) > 0) forget(state, name);
    if (isCall(op)) return this.#call(state, op, args, name);
    switch (op) {
      case Op.EXTCODESIZE: {
        const account = args[0]!;
        const key = nameOf(account);
        if (!state.called.has(key) && state.agent !== key) {
          this.#push({
            ...copyOf(state),
            stack: [...state.stack, SHELL_SIZE],
            agent: key,
            pc: state.pc + 1,
          });
        }
        state.stack.push(state.agent === key && account.base !== NAMELESS ? SHELL_SIZE : unknown(name));
        return true;
      }
      case Op.TSTORE: {
        const [slot, value] = args as [Word, Word];
        const key = nameOf(slot);
        if (slot.base !== "") this.#leavesTransient = true; // a slot we cannot name
        if (value.base === "" && value.offset === 0n) state.transient.delete(key);
        else state.transient.add(key);
        return true;
      }
      case Op.MSTORE:
        if (args[0]!.base === "" && args[0]!.offset === POINTER) state.pointer = args[1];
        return true;
      case Op.MLOAD:
        if (args[0]!.base === "" && args[0]!.offset === POINTER) {
          state.pointer ??= unknown(name);
          state.stack.push(state.pointer);
        } else {
          state.stack.push(unknown(name));
        }
        return true;
      default:
        if (gives(op) > 0) state.stack.push(compute(op, args) ?? unknown(name));
        return true;
    }
  }

  #call(state: State, op: number, args: readonly Word[], name: string): boolean {
    const hasValue = op === Op.CALL || op === Op.CALLCODE;
    const size = args[hasValue ? 4 : 3]!;
    const account = nameOf(args[1]!);
    if (args[1]!.base === "") this.#calls.add(args[1]!.offset);
    const withData = size.base === "" && size.offset > 0n && args[1]!.base !== NAMELESS;
    if (withData && account === state.agent) return false; // the shell burns the gas, which the engine sees
    if (withData) state.called.add(account);
    state.stack.push(unknown(name));
    return true;
  }

  #end(state: State, op: number): void {
    if (state.agent !== undefined) this.#asksCodeSize = true;
    if (state.transient.size > 0 && (op === Op.STOP || op === Op.RETURN)) this.#leavesTransient = true;
  }
}

function constant(offset: bigint): Word {
  return { base: "", offset };
}

function unknown(base: string): Word {
  return { base, offset: 0n };
}

/** Whether two words differ by a known amount. */
function same(a: Word, b: Word): boolean {
  return a.base === b.base && a.base !== NAMELESS;
}

function nameOf({ base, offset }: Word): string {
  return `${base}+${offset}`;
}

/** Results that matter for jumps, sizes and accounts; undefined for all others. */
function compute(op: number, args: readonly Word[]): Word | undefined {
  const [a, b] = args as [Word, Word];
  switch (op) {
    case Op.ADD:
      if (a.base === "") return { base: b.base, offset: (a.offset + b.offset) % WORD };
      return b.base === "" ? { base: a.base, offset: (a.offset + b.offset) % WORD } : undefined;
    case Op.SUB:
      if (same(a, b)) return constant((a.offset - b.offset + WORD) % WORD);
      return b.base === "" ? { base: a.base, offset: (a.offset - b.offset + WORD) % WORD } : undefined;
    case Op.AND:
      // Addresses are taken modulo 2^160 wherever they are used, so the mask changes nothing that we compare.
      if (a.base === "" && a.offset === ADDRESS_MASK) return b;
      if (b.base === "" && b.offset === ADDRESS_MASK) return a;
      return a.base === "" && b.base === "" ? constant(a.offset & b.offset) : undefined;
    case Op.ISZERO:
      return a.base === "" ? constant(a.offset === 0n ? 1n : 0n) : undefined;
    case Op.EQ:
      return same(a, b) ? constant(a.offset === b.offset ? 1n : 0n) : undefined;
    case Op.GT:
      return a.base === "" && b.base === "" ? constant(a.offset > b.offset ? 1n : 0n) : undefined;
    case Op.LT:
      return a.base === "" && b.base === "" ? constant(a.offset < b.offset ? 1n : 0n) : undefined;
    default:
      return undefined;
  }
}

/** An instruction that runs again makes another word: the old one under its name is no longer known. */
function forget(state: State, name: string): void {
  const { stack } = state;
  for (let i = 0; i < stack.length; i++) if (stack[i]!.base === name) stack[i] = unknown(NAMELESS);
  if (state.pointer?.base === name) state.pointer = undefined;
  for (const key of state.called) if (key.startsWith(`${name}+`)) state.called.delete(key);
  if (state.agent?.startsWith(`${name}+`)) state.agent = NAMELESS;
}

function copyOf(state: State): State {
  return {
    ...state,
    stack: [...state.stack],
    called: new Set(state.called),
    transient: new Set(state.transient),
  };
}

function keyOf({ pc, stack, pointer, called, agent, transient }: State): string {
  const words = stack.map(nameOf).join(" ");
  const sets = [[...called].sort().join(" "), [...transient].sort().join(" ")].join("|");
  return `${pc}|${words}|${pointer ? nameOf(pointer) : ""}|${agent ?? ""}|${sets}`;
}

function immediate(code: Uint8Array, pc: number): bigint {
  let value = 0n;
  for (let i = 1; i < sizeOf(code[pc]!); i++) value = (value << 8n) | BigInt(code[pc + i] ?? 0);
  return value;
}

function jumpdestsOf(code: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let pc = 0; pc < code.length; pc += sizeOf(code[pc]!)) if (code[pc] === Op.JUMPDEST) found.add(pc);
  return found;
}
