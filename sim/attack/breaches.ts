import { runInNewContext } from "node:vm";
import { emptyResults, SUCCEEDED } from "../evm/host/evm.ts";
import type { ViewBatch } from "../evm/host/types.ts";
import { readWord } from "../chain/batch.ts";
import { addressText, type View } from "../scenario/handles.ts";
import { completeHolding } from "../scenario/tokens.ts";
import type { Views } from "../scenario/species.ts";
import { BALANCE_READER } from "./observer.ts";
import { broken, type Objective, type Term } from "./objective.ts";
import type { Step } from "./program.ts";
import type { Session } from "./session.ts";
import { encodeCall } from "./surface.ts";
import { packViews } from "./view-pack.ts";
import type { World } from "./world.ts";

/** Something that has to hold, whatever anybody does. */
export interface Promised {
  /** As in `invariant backed`, `solvency of rewards`, `conservation of token`. */
  readonly name: string;
  readonly views: readonly View[];
  holds(values: readonly unknown[]): boolean;
  /** The same over `v`, the views' answers in order, as an expression of a test; undefined where it cannot be written out. */
  readonly expression: string | undefined;
}

/** Watches what has to hold, and keeps the first program that broke each. */
export class Breaches {
  readonly #session: Session;
  readonly #promised: readonly Promised[];
  found = new Map<string, readonly Step[]>();
  readonly #packed = new Map<Promised, ViewBatch>();
  readonly #results = emptyResults();

  /** Leaves out what does not hold before any attack. */
  constructor(session: Session, promised: readonly Promised[]) {
    this.#session = session;
    this.#promised = promised.filter((one) => this.#holds(one));
  }

  get names(): string[] {
    return this.#promised.map(({ name }) => name);
  }

  promised(name: string): Promised {
    return this.#promised.find((one) => one.name === name)!;
  }

  /** To be told of programs that bring something new; the session is after them. */
  note(steps: () => readonly Step[]): void {
    for (const one of this.#promised)
      if (!this.found.has(one.name) && !this.#holds(one)) this.found.set(one.name, steps());
  }

  /** Where a promise can be written out so that it tells now what `holds` tells: the views, and the expression over them. */
  written(name: string): { readonly terms: readonly Term[]; readonly expression: string } | undefined {
    const one = this.promised(name);
    if (one.expression === undefined) return undefined;
    const { machine } = this.#session;
    const terms = one.views.map(({ target, codec, args }): Term => ({
      target,
      data: codec ? encodeCall(codec, args) : new Uint8Array(0),
      price: 0n,
    }));
    const v = terms.map(({ target, data }) =>
      data.length === 0 ? (machine.evm.account(target)?.balance ?? 0n) : wordOf(machine.view(target, data)),
    );
    try {
      if (runInNewContext(one.expression, { v }) === this.#holds(one)) return { terms, expression: one.expression };
    } catch {
      // It needs more than its values.
    }
    return undefined;
  }

  /** The objective of a search, or of shrinking, for a program that breaks one of them. */
  objective(name: string): Objective {
    const one = this.promised(name);
    return broken(name, () => !this.#holds(one));
  }

  /** A view that reverts says nothing, so nothing is broken by it. */
  #holds(one: Promised): boolean {
    const { machine } = this.#session;
    let packed = this.#packed.get(one);
    if (!packed) this.#packed.set(one, (packed = packViews(one.views.map(asked))));
    machine.views(packed, this.#results);
    const { outcomes, returnBytes, returnOffsets } = this.#results;
    const values: unknown[] = [];
    for (let i = 0; i < one.views.length; i++) {
      const [from, end] = [returnOffsets[i]!, returnOffsets[i + 1]!];
      if (outcomes[i] !== SUCCEEDED || from === end) return true;
      const { codec } = one.views[i]!;
      values.push(codec ? codec.decode(returnBytes, from, end) : readWord(viewOf(returnBytes), from));
    }
    return one.holds(values);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** What a view asks whom; one without a function asks for the ether of its target. */
function asked({ target, codec, args }: View): { readonly target: Uint8Array; readonly data: Uint8Array } {
  if (codec) return { target, data: encodeCall(codec, args) };
  const data = new Uint8Array(32);
  data.set(target, 12);
  return { target: BALANCE_READER, data };
}

/**
 * What a scenario says that holds: its invariants, its solvency, and that nobody has of a holding what does not exist. The
 * latter over all accounts that are known: less than the supply may be with others, more cannot be.
 */
export function promisedBy(world: World, accounts: readonly Uint8Array[]): Promised[] {
  const { scenario, design } = world.inputs;
  const setting = { c: world.plan.contracts, design };
  const invariants = scenario.invariants.map(({ name, views, holds }): Promised => {
    const asked = views(setting);
    const list = Object.values(asked).flat() as View[];
    return {
      name: `invariant ${name}`,
      views: list,
      holds: (values) => holds(named(asked, values) as never),
      expression: expressionOf(asked, holds),
    };
  });
  const solvency = (scenario.base.solvency?.(setting as never) ?? []).map(
    ({ name, funded, paid, owed, dust }): Promised => ({
      name: `solvency of ${name}`,
      views: [funded, paid, owed],
      holds: ([put, gone, due]) => {
        const left = (put as bigint) - (gone as bigint) - (due as bigint);
        return left >= 0n && left <= dust;
      },
      expression: `v[0] - v[1] - v[2] >= 0n && v[0] - v[1] - v[2] <= ${dust}n`,
    }),
  );
  const known = [
    ...new Map([...accounts, ...world.plan.known, world.plan.treasury].map((one) => [addressText(one), one])).keys(),
  ];
  const holdings = scenario.base.holdings?.({ ...setting, env: {} } as never) ?? [];
  const conservation = world.inputs.scenario.base.genesis
    ? []
    : holdings.map(completeHolding).map(({ name, token }): Promised => ({
        name: `conservation of ${name}`,
        views: [token.totalSupply(), ...known.map((one) => token.balanceOf(one))],
        holds: ([supply, ...balances]) =>
          (balances as bigint[]).reduce((sum, one) => sum + one, 0n) <= (supply as bigint),
        expression: "v.slice(1).reduce((sum, one) => sum + one, 0n) <= v[0]",
      }));
  return [...invariants, ...solvency, ...conservation];
}

const wordOf = (answer: Uint8Array): bigint =>
  answer.length >= 32 ? BigInt(`0x${Buffer.from(answer.subarray(0, 32)).toString("hex")}`) : 0n;

/** Answers in order as the object that an invariant takes. */
function named(views: Views, values: readonly unknown[]): Record<string, unknown> {
  let at = 0;
  return Object.fromEntries(
    Object.entries(views).map(([name, view]) => [
      name,
      Array.isArray(view) ? view.map(() => values[at++]) : values[at++],
    ]),
  );
}

/** An invariant's function as text, where its views are plain numbers and it needs nothing from around it. */
function expressionOf(views: Views, holds: (values: never) => boolean): string | undefined {
  const entries = Object.entries(views);
  if (!entries.every(([, view]) => !Array.isArray(view))) return undefined;
  const object = `{ ${entries.map(([name], i) => `${JSON.stringify(name)}: v[${i}]`).join(", ")} }`;
  return `(${holds.toString()})(${object})`;
}
