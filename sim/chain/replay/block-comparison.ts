import type { TraceStep } from "../../evm/host/evm.ts";
import type { Admission } from "../admission.ts";
import { type BlockResult, type CompleteOptions, Outcome } from "../chain.ts";
import type { Head } from "../fast/fast-chain.ts";
import type { BlockStep, Part } from "./case.ts";
import { firstDifference, type Difference } from "./compare.ts";
import type { Mirror } from "./mirror.ts";
import { admissionOf, callsOf, executedIn, partsOf, withRoom } from "./parts.ts";
import type { Place, ReferenceReplay, ReferenceStep } from "./reference.ts";
import type { ReportedAccount } from "./reported.ts";
import type { StateComparison } from "./state-comparison.ts";
import { traceCall } from "./trace.ts";
import { Unwritten } from "./unwritten.ts";

interface Found {
  readonly difference?: Difference | undefined;
  /** Instructions of the call in which they differ, as each executed it. */
  readonly fast?: readonly TraceStep[];
  readonly reference?: readonly ReferenceStep[];
}

/** Where the Hardhat chain is while a block is executed in parts. */
interface Stand {
  /** Before anything was told of the block. */
  readonly before: Place;
  /** At the head, with all that was told. */
  at: Place;
  /** Whether the Hardhat chain has all that was told: an account that is gone may have stayed. */
  asTold: boolean;
}

/**
 * Compares blocks. One whose calls use much gas is executed in parts, each in a block of the same number and environment in
 * place of the one before it, on the state that the mirror has after the calls before it. After each part the mirror's
 * root must be the Hardhat chain's, unless an account that is gone could not be taken from its state: then the block is
 * told whole, and the next root that is compared has it gone.
 */
export class BlockComparison {
  readonly #options: CompleteOptions;
  readonly #mirror: Mirror;
  readonly #unwritten: Unwritten;
  readonly #state: StateComparison;
  readonly #partGas: number;

  constructor(
    options: CompleteOptions,
    mirror: Mirror,
    unwritten: Unwritten,
    state: StateComparison,
    /** Gas of calls that are mined together at most. */
    partGas: number,
  ) {
    this.#options = options;
    this.#mirror = mirror;
    this.#unwritten = unwritten;
    this.#state = state;
    this.#partGas = partGas;
  }

  async compare(reference: ReferenceReplay, head: Head, step: BlockStep): Promise<Found> {
    const { result } = step;
    const window = step.compared ?? { from: 0, to: result.count };
    const parts = partsOf(result, window, this.#partGas);
    const divided = parts.length > 1 || step.compared !== undefined;
    const surprise = this.#mirror.surprise(step.after);
    const admission = await this.#admission(reference, step, divided);
    const before = divided ? await reference.place() : undefined;
    this.#tell(step.before);
    const asTold = await reference.record(head, this.#unwritten);
    const stand = before && { before, at: await reference.place(), asTold: asTold || window.from === 0 };
    for (const part of parts) {
      const found = await this.#mined(reference, step, part, admission);
      if (found) return found;
      if (part.to === result.count && (stand?.asTold ?? true)) {
        const told = this.#unwritten.all();
        this.#unwritten.clear();
        return { difference: surprise ?? (await this.#state.left(reference, told, step)) };
      }
      const left = await this.#told(reference, head, this.#changesOf(step, part), stand!, part.to < window.to);
      if (left) return { difference: left };
    }
    await reference.goBack(before!); // what is left of the block is told
    this.#tell(step.after);
    return { difference: surprise ?? this.#state.committed(step.commitment) };
  }

  /** Mines a part; what is different of its calls. */
  async #mined(
    reference: ReferenceReplay,
    { context, options, result, calls: all }: BlockStep,
    part: Part,
    admission: Admission,
  ): Promise<Found | undefined> {
    const calls = callsOf(all, part);
    const other = await reference.mine(context, calls, admissionOf(admission, part), options, this.#mirror);
    const difference = firstDifference(result, other, part.from);
    if (!difference) return undefined;
    const call = difference.call - part.from;
    const trace = await reference.trace(transactionsBefore(other, call)).catch(() => []);
    const fast = traceCall(this.#mirror.evm, this.#options, result.number, context, calls, call);
    return { difference, fast, reference: trace };
  }

  /**
   * Tells what a part has changed, compares the state after it, and makes the Hardhat chain ready for the next. Written is
   * what is new, a request for each slot; all that was told is written anew, before the head is mined, where that is less
   * work or an account is to leave the state.
   */
  async #told(
    reference: ReferenceReplay,
    head: Head,
    changes: readonly ReportedAccount[],
    stand: Stand,
    goesOn: boolean,
  ): Promise<Difference | undefined> {
    const news = new Unwritten(this.#mirror);
    news.add(changes);
    this.#tell(changes);
    const left = stand.asTold ? await this.#state.roots(reference, this.#unwritten.all()) : undefined;
    if (left || !goesOn) return left;
    if (reference.isLess(news, this.#unwritten)) {
      await reference.goBack(stand.at);
      await reference.record(head, news);
    } else {
      await reference.goBack(stand.before);
      stand.asTold = await reference.record(head, this.#unwritten);
    }
    stand.at = await reference.place();
    return undefined;
  }

  #tell(reported: readonly ReportedAccount[]): void {
    this.#unwritten.add(reported);
    this.#mirror.apply(reported);
  }

  #changesOf({ context, result, calls }: BlockStep, part: Part): ReportedAccount[] {
    return this.#mirror.changesOf(result.number, context, executedIn(calls, result, part));
  }

  async #admission(reference: ReferenceReplay, step: BlockStep, divided: boolean): Promise<Admission> {
    const { context, result } = step;
    const calls = callsOf(step.calls, { from: 0, to: result.count });
    const admission = await reference.admit(context, calls, this.#unwritten);
    return divided ? withRoom(admission, result, calls, this.#options.blockGasLimit) : admission;
  }
}

/** Transactions of a block before a call: the calls before it that became some. */
function transactionsBefore({ outcomes }: BlockResult, call: number): number {
  let transactions = 0;
  for (let i = 0; i < call; i++) if (outcomes[i]! <= Outcome.reverted) transactions++;
  return transactions;
}
