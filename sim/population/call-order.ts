import type { Random } from "../core/random.ts";
import type { Call } from "../scenario/handles.ts";
import type { Order } from "../scenario/species.ts";
import type { Participant } from "./agents/participant.ts";

/** A call and who makes it. */
export interface OrderedCall {
  readonly caller: Participant;
  readonly call: Call;
}

/** The calls of a block in their order, see `Order`. `stream` is the block's own. */
export function orderedCalls(
  actors: readonly Participant[],
  agents: readonly Participant[],
  order: Order,
  stream: Random,
): OrderedCall[] {
  const queue = agents.filter((agent) => agent.calls.length > 0);
  if (order !== "fifo") stream.shuffle(queue);
  const callers = [...actors, ...queue];
  return order === "tip" ? byTip(callers) : callers.flatMap(callsOf);
}

function callsOf(caller: Participant): OrderedCall[] {
  return caller.calls.map((call) => ({ caller, call }));
}

/** Calls that nothing comes between, with their place among all. */
interface Unit {
  readonly calls: readonly OrderedCall[];
  readonly tip: number;
  readonly place: number;
}

/**
 * Again and again the unit of the highest tip among those that may come next. A unit has to wait for the earlier ones of
 * the accounts that it is sent from: their nonces are lower.
 */
function byTip(callers: readonly Participant[]): OrderedCall[] {
  const ready = new UnitHeap();
  /** By the unit, those that wait for it; and for how many a unit waits. */
  const waiting = new Map<Unit, Unit[]>();
  const blockers = new Map<Unit, number>();
  let place = 0;
  for (const caller of callers) {
    const last = new Map<string, Unit>();
    for (const calls of unitsOf(caller)) {
      const tip = calls.reduce((most, { call }) => Math.max(most, call.options?.tip ?? 0), 0);
      const unit = { calls, tip, place: place++ };
      const accounts = new Set(calls.map(({ call }) => call.options?.from ?? caller.input.self));
      const before = new Set([...accounts].flatMap((account) => last.get(account) ?? []));
      for (const account of accounts) last.set(account, unit);
      for (const one of before) waiting.set(one, [...(waiting.get(one) ?? []), unit]);
      if (before.size > 0) blockers.set(unit, before.size);
      else ready.push(unit);
    }
  }
  const ordered: OrderedCall[] = [];
  for (let unit = ready.pop(); unit; unit = ready.pop()) {
    for (const call of unit.calls) ordered.push(call);
    for (const next of waiting.get(unit) ?? []) {
      const left = blockers.get(next)! - 1;
      blockers.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return ordered;
}

/** Each call for itself, and bundles whole. */
function unitsOf(caller: Participant): OrderedCall[][] {
  const units: OrderedCall[][] = [];
  let together: object | undefined;
  for (const call of caller.calls) {
    if (call.bundle !== undefined && call.bundle === together) units.at(-1)!.push({ caller, call });
    else units.push([{ caller, call }]);
    together = call.bundle;
  }
  return units;
}

/** Highest tip first, of equal ones the one whose place is first. A binary heap. */
class UnitHeap {
  readonly #units: Unit[] = [];

  push(unit: Unit): void {
    const units = this.#units;
    let at = units.push(unit) - 1;
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = units[(at - 1) >> 1]!;
      if (!isBefore(unit, parent)) break;
      units[at] = parent;
    }
    units[at] = unit;
  }

  pop(): Unit | undefined {
    const units = this.#units;
    const top = units[0];
    const last = units.pop();
    if (top === last || last === undefined) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= units.length) break;
      if (child + 1 < units.length && isBefore(units[child + 1]!, units[child]!)) child++;
      if (!isBefore(units[child]!, last)) break;
      units[at] = units[child]!;
      at = child;
    }
    units[at] = last;
    return top;
  }
}

function isBefore(a: Unit, b: Unit): boolean {
  return a.tip > b.tip || (a.tip === b.tip && a.place < b.place);
}
