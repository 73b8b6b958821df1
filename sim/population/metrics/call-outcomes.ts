import type { Abi } from "abitype";
import { callIntrinsicGas } from "../../chain/admission.ts";
import type { CallBatch } from "../../chain/batch.ts";
import type { BlockResult } from "../../chain/chain.ts";
import { Outcome } from "../../chain/chain.ts";
import type { FunctionCodec } from "../../chain/codec/codec-types.ts";
import { RevertReasons } from "../../chain/revert-reason.ts";
import type { CallMoment, FailureReason, FunctionOutcomes } from "../../core/history.ts";
import { abiOf } from "../../scenario/bind-contract.ts";
import type { Call } from "../../scenario/handles.ts";
import type { FunctionNames } from "../../scenario/function-names.ts";
import type { Participant } from "../agents/participant.ts";
import { addedGas, GasHistogram } from "./gas-histogram.ts";

/** One caller, function and moment: the calls that are counted together. */
interface Column {
  readonly caller: string;
  readonly function: string;
  readonly when: CallMoment;
  readonly reasons: Map<string, { count: number; readonly first: string | undefined }>;
  /** Knows the errors of the scenario's ABIs, and of the one that the function is part of. */
  readonly decoder: RevertReasons;
  readonly gas: GasHistogram;
}

/** What a caller called last: most agents call the same function in every block. */
interface Caller {
  readonly name: string;
  target: Uint8Array | undefined;
  codec: FunctionCodec | undefined;
  when: CallMoment | undefined;
  column: number;
}

const OUTCOMES = 4;
/** Reasons of a function and generation that are told apart: a contract may put a number into each of its texts. */
const MAX_REASONS = 32;
const OTHER = "other reasons";
const POOR = "rejected: balance does not cover value + gas limit * (base fee + tip)";
const LITTLE_GAS = "rejected: gas limit below the intrinsic gas";
const NOT_INCLUDED = "not included: the block was full, or an earlier call of its sender was not included";

/** Counts how calls end, by caller, function and reason. A call that succeeds costs one addition. */
export class CallOutcomes {
  readonly #names: FunctionNames;
  readonly #reasons: RevertReasons;
  readonly #decoders = new Map<Abi, RevertReasons>();
  readonly #callers = new Map<Participant["spec"], Caller>();
  readonly #columns: Column[] = [];
  readonly #places = new Map<string, number>();
  #counts = new Float64Array(64 * OUTCOMES);
  /** By column; NaN once a call's is not known. */
  #gas = new Float64Array(64);
  /** Of the block to come: the column of each call plus one, 0 for calls of the simulator itself. */
  #block = new Uint32Array(256);
  #noted = 0;

  constructor(names: FunctionNames) {
    this.#names = names;
    this.#reasons = new RevertReasons(names.abis);
  }

  /** For a function of an ABI that the scenario names only while it runs, its own. */
  #decoderOf(codec: FunctionCodec): RevertReasons {
    const abi = abiOf(codec);
    if (abi === undefined || this.#names.abis.includes(abi)) return this.#reasons;
    let decoder = this.#decoders.get(abi);
    if (!decoder) this.#decoders.set(abi, (decoder = new RevertReasons([...this.#names.abis, abi])));
    return decoder;
  }

  /** Notes whose call is number `place` of the block to come. */
  note(caller: Participant, call: Call, place: number, when: CallMoment): void {
    if (place >= this.#block.length) {
      const more = new Uint32Array(2 * place);
      more.set(this.#block);
      this.#block = more;
    }
    this.#block.fill(0, this.#noted, place);
    this.#block[place] = this.#column(caller, call, when) + 1;
    this.#noted = place + 1;
  }

  /** Forgets what was noted: another block is put together. */
  clear(): void {
    this.#noted = 0;
  }

  /** Counts the outcomes of the block that was noted. Gas counts where the engine knows it call by call. */
  count(result: BlockResult, calls: CallBatch, knowsGas: boolean): void {
    const until = Math.min(this.#noted, result.count);
    for (let i = 0; i < until; i++) {
      const column = this.#block[i]! - 1;
      if (column < 0) continue;
      const outcome = result.outcomes[i]!;
      this.#counts[column * OUTCOMES + outcome]!++;
      this.#gas[column]! += knowsGas ? result.gas[i]! : NaN;
      if (knowsGas && outcome <= Outcome.reverted) this.#columns[column]!.gas.add(result.gas[i]!);
      if (outcome !== Outcome.succeeded) this.#explain(column, result, calls, i);
    }
    this.#noted = 0;
  }

  /** What was counted since the last time; columns without a call are left out. */
  take(): FunctionOutcomes[] {
    const taken = this.#columns.flatMap((column, c): FunctionOutcomes[] => {
      const [succeeded, reverted, rejected, notIncluded] = this.#counts.subarray(c * OUTCOMES, (c + 1) * OUTCOMES);
      if (succeeded! + reverted! + rejected! + notIncluded! === 0) return [];
      const reasons = [...column.reasons].map(([reason, { count, first }]): FailureReason => {
        return { reason, count, ...(first !== undefined && { first }) };
      });
      const { caller, function: called, when } = column;
      const gas = this.#gas[c]!;
      const gasCounts = Number.isFinite(gas) ? column.gas.counts() : undefined;
      return [
        {
          caller,
          function: called,
          when,
          succeeded: succeeded!,
          reverted: reverted!,
          rejected: rejected!,
          notIncluded: notIncluded!,
          ...(Number.isFinite(gas) && { gas }),
          ...(gasCounts && { gasCounts }),
          reasons,
        },
      ];
    });
    this.#counts.fill(0);
    this.#gas.fill(0);
    for (const { reasons, gas } of this.#columns) {
      reasons.clear();
      gas.clear();
    }
    return totalOutcomes([taken]);
  }

  #explain(column: number, result: BlockResult, calls: CallBatch, i: number): void {
    const { reasons, decoder } = this.#columns[column]!;
    let reason = this.#reasonOf(decoder, result, calls, i);
    if (reasons.size >= MAX_REASONS && !reasons.has(reason)) reason = OTHER;
    const known = reasons.get(reason);
    if (known) known.count++;
    else {
      const decodable = reason !== OTHER && result.outcomes[i] === Outcome.reverted;
      reasons.set(reason, { count: 1, first: decodable ? decoder.example(returned(result, i)) : undefined });
    }
  }

  #reasonOf(decoder: RevertReasons, result: BlockResult, calls: CallBatch, i: number): string {
    switch (result.outcomes[i]) {
      case Outcome.reverted:
        return decoder.of(returned(result, i));
      case Outcome.rejected:
        return calls.gasLimits[i]! < callIntrinsicGas(calls.data(i)) ? LITTLE_GAS : POOR;
      default:
        return NOT_INCLUDED;
    }
  }

  #column({ spec, role, name }: Participant, call: Call, when: CallMoment): number {
    let caller = this.#callers.get(spec);
    if (!caller) {
      const who = role === "actor" ? `actor ${name}` : name;
      caller = { name: who, target: undefined, codec: undefined, when: undefined, column: 0 };
      this.#callers.set(spec, caller);
    }
    if (caller.target === call.target && caller.codec === call.codec && caller.when === when) return caller.column;
    const called = this.#names.of(call.target, call.codec);
    caller.target = call.target;
    caller.codec = call.codec;
    caller.when = when;
    return (caller.column = this.#place(caller.name, called, when, call.codec));
  }

  #place(caller: string, called: string, when: CallMoment, codec: FunctionCodec): number {
    const key = `${when} ${caller}\n${called}`;
    let place = this.#places.get(key);
    if (place === undefined) {
      const decoder = this.#decoderOf(codec);
      const column = { caller, function: called, when, reasons: new Map(), decoder, gas: new GasHistogram() };
      place = this.#columns.push(column) - 1;
      this.#places.set(key, place);
      if (place * OUTCOMES >= this.#counts.length) {
        const more = new Float64Array(2 * this.#counts.length);
        more.set(this.#counts);
        this.#counts = more;
        const moreGas = new Float64Array(more.length / OUTCOMES);
        moreGas.set(this.#gas);
        this.#gas = moreGas;
      }
    }
    return place;
  }
}

function returned({ returns, returnOffsets }: BlockResult, i: number): Uint8Array {
  return returns.subarray(returnOffsets[i]!, returnOffsets[i + 1]!);
}

/** Several generations' outcomes as those of all, ordered by caller, function and moment. */
export function totalOutcomes(rows: Iterable<readonly FunctionOutcomes[] | undefined>): FunctionOutcomes[] {
  const totals = new Map<string, FunctionOutcomes>();
  for (const row of rows)
    for (const one of row ?? []) {
      const key = `${one.caller}\n${one.function}\n${one.when}`;
      const known = totals.get(key);
      totals.set(key, known ? added(known, one) : one);
    }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => ({ ...one, reasons: byCount(one.reasons) }));
}

function added(a: FunctionOutcomes, b: FunctionOutcomes): FunctionOutcomes {
  const reasons = new Map(a.reasons.map((one) => [one.reason, one]));
  for (const one of b.reasons) {
    const known = reasons.get(one.reason);
    reasons.set(one.reason, known ? { ...known, count: known.count + one.count } : one);
  }
  return {
    ...a,
    succeeded: a.succeeded + b.succeeded,
    reverted: a.reverted + b.reverted,
    rejected: a.rejected + b.rejected,
    notIncluded: a.notIncluded + b.notIncluded,
    gas: a.gas === undefined || b.gas === undefined ? undefined : a.gas + b.gas,
    gasCounts:
      executedOf(a) === 0 ? b.gasCounts : executedOf(b) === 0 ? a.gasCounts : addedGas(a.gasCounts, b.gasCounts),
    reasons: [...reasons.values()],
  };
}

const executedOf = ({ succeeded, reverted }: FunctionOutcomes): number => succeeded + reverted;

function byCount(reasons: readonly FailureReason[]): readonly FailureReason[] {
  return [...reasons].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
