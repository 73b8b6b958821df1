import * as Op from "../../../sim/evm/opcodes.ts";
import type { TraceStep } from "./reference.ts";

/** The instructions, named as the chain's traces name them. */
const OPCODES = Object.keys(Op).map((name) => (name === "PREVRANDAO" ? "DIFFICULTY" : name));

/** What the traced transactions went through: opcodes, and both ways out of every JUMPI. */
export class Coverage {
  #steps = 0;
  #transactions = 0;
  readonly #executed = new Map<string, number>();
  /** Opcodes that were the last of their frame without being its regular end: those that failed. */
  readonly #failed = new Map<string, number>();
  /** By place of a JUMPI: ways seen, 1 taken, 2 not taken. */
  readonly #branches = new Map<string, number>();

  add(program: string, steps: readonly TraceStep[]): void {
    this.#transactions++;
    this.#steps += steps.length;
    const last: TraceStep[] = []; // by depth: the instruction last seen in the frame that is open there
    for (const step of steps) {
      const before = last[step.depth];
      if (before?.op === "JUMPI") this.#branch(`${program} ${step.depth} ${before.pc}`, step.pc !== before.pc + 1);
      for (const left of last.splice(step.depth + 1)) if (left) this.#end(left);
      last[step.depth] = step;
      this.#executed.set(step.op, (this.#executed.get(step.op) ?? 0) + 1);
    }
    for (const left of last) if (left) this.#end(left);
  }

  #branch(place: string, taken: boolean): void {
    this.#branches.set(place, (this.#branches.get(place) ?? 0) | (taken ? 1 : 2));
  }

  #end({ op }: TraceStep): void {
    if (["STOP", "RETURN", "REVERT", "SELFDESTRUCT"].includes(op)) return;
    this.#failed.set(op, (this.#failed.get(op) ?? 0) + 1);
  }

  /** Some lines for people. */
  report(): string {
    const missing = OPCODES.filter((name) => !this.#executed.has(name));
    const neverFailed = OPCODES.filter((name) => !this.#failed.has(name)).length;
    const places = [...this.#branches.values()];
    const both = places.filter((ways) => ways === 3).length;
    return [
      `coverage of ${this.#transactions} traced transactions, ${this.#steps} instructions:`,
      `  opcodes executed: ${OPCODES.length - missing.length} of ${OPCODES.length}${missing.length > 0 ? `, missing ${missing.join(" ")}` : ""}`,
      `  opcodes on which a frame failed: ${OPCODES.length - neverFailed} of ${OPCODES.length}`,
      `  branches: ${places.length} JUMPIs reached, ${places.length + both} of ${2 * places.length} ways taken`,
    ].join("\n");
  }
}
