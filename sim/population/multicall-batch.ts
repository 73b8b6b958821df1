import { ViewBatch } from "../chain/batch.ts";
import type { Chain, ViewResult } from "../chain/chain.ts";
import { readWord } from "../chain/batch.ts";
import { RunError } from "../core/errors/errors.ts";
import { type MaybePromise, type Task, resolve, suspend } from "../core/task.ts";
import type { View } from "../scenario/handles.ts";
import type { Views } from "../scenario/species.ts";

/** View calls with an index for each answer: encoded once, executed again every block. */
export class MulticallBatch {
  readonly batch = new ViewBatch();
  readonly #views: View[] = [];
  /** Which record of the batch answers each place: equal reads are asked once. */
  readonly #records: number[] = [];
  readonly #known = new Map<string, number>();

  get count(): number {
    return this.#views.length;
  }

  clear(): void {
    this.batch.clear();
    this.#views.length = 0;
    this.#records.length = 0;
    this.#known.clear();
  }

  /**
   * Holds these reads from now on, encoded anew unless it is seen at a glance that they are those it holds. Answers
   * whether they were encoded anew.
   */
  update(views: readonly View[]): boolean {
    if (views.length === this.#views.length && views.every((view, index) => isSame(view, this.#views[index]!)))
      return false;
    this.clear();
    for (const view of views) this.add(view);
    return true;
  }

  /** Adds a read and returns its place. */
  add(view: View): number {
    const { batch } = this;
    const last = this.#views.at(-1);
    if (last && isSame(last, view)) {
      this.#records.push(this.#records.at(-1)!);
      return this.#views.push(view) - 1;
    }
    const record = batch.count;
    const start = batch.body.length;
    if (view.codec === undefined) {
      batch.addBalance(view.target);
    } else {
      batch.begin(view.target);
      view.codec.encode(view.args, batch.body);
      batch.end();
    }
    const key = `${batch.kinds[record]}${Buffer.from(batch.body.bytes.buffer, start, batch.body.length - start).toString("latin1")}`;
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, record);
    else batch.drop();
    this.#records.push(known ?? record);
    return this.#views.push(view) - 1;
  }

  /** The decoded answers at all places. Neighbours who asked the same share one, if it is nothing that one could change. */
  answers(result: ViewResult, where: (index: number) => string): unknown[] {
    const answers: unknown[] = [];
    for (let index = 0; index < this.#views.length; index++) {
      const last = answers[index - 1];
      const same = index > 0 && typeof last !== "object" && this.#isSameAsPrevious(index);
      answers.push(same ? last : this.answer(result, index, () => where(index)));
    }
    return answers;
  }

  #isSameAsPrevious(index: number): boolean {
    return (
      this.#records[index] === this.#records[index - 1] &&
      this.#views[index]!.codec === this.#views[index - 1]!.codec &&
      this.#views[index]!.fallback === this.#views[index - 1]!.fallback
    );
  }

  /** The decoded answer at a place. `where` names who asked, for the fault when the read reverted. */
  answer(result: ViewResult, index: number, where: () => string): unknown {
    const view = this.#views[index]!;
    const record = this.#records[index]!;
    const start = result.offsets[record]!;
    const end = result.offsets[record + 1]!;
    if (result.ok[record] !== 1) {
      if (view.fallback) return view.fallback.answer;
      const data = result.data.subarray(start, end);
      throw RunError.of("VIEW_REVERTED", {
        where: where(),
        found: `a revert (0x${Buffer.from(data).toString("hex").slice(0, 72)})`,
        view: view.codec?.signature ?? "balance",
      });
    }
    if (view.codec === undefined) return readWord(new DataView(result.data.buffer, result.data.byteOffset), start);
    return view.codec.decode(result.data, start, end);
  }
}

/** Reads that are answered at once where the engine can; more may take long, and are asked outside the watch over policies. */
const MAX_WATCHED_READS = 1000;

/** Asks an engine for all reads of a batch. */
export function readAll(chain: Pick<Chain, "view">, { batch }: MulticallBatch): Task<ViewResult> {
  const ask = (): MaybePromise<ViewResult> => chain.view(batch);
  return batch.count > MAX_WATCHED_READS ? suspend(ask) : resolve(ask);
}

/** Whether two reads are told to be equal at a glance; most neighbours that ask the same are. */
function isSame(a: View, b: View): boolean {
  if (a.codec !== b.codec || a.target !== b.target || a.args.length !== b.args.length) return false;
  return a.args.every((argument, i) => typeof argument !== "object" && argument === b.args[i]);
}

/** Where the answers to one asker's named views are. */
export interface ViewIndices {
  readonly names: readonly string[];
  readonly first: readonly number[];
  /** -1: a single view; else how many there are. */
  readonly lengths: readonly number[];
}

export function addViews(multicall: MulticallBatch, views: Views): ViewIndices {
  const names = Object.keys(views);
  const first: number[] = [];
  const lengths: number[] = [];
  for (const name of names) {
    const asked = views[name]!;
    first.push(multicall.count);
    if (Array.isArray(asked)) {
      for (const view of asked as readonly View[]) multicall.add(view);
      lengths.push(asked.length);
    } else {
      multicall.add(asked as View);
      lengths.push(-1);
    }
  }
  return { names, first, lengths };
}

export function answersOf(
  multicall: MulticallBatch,
  result: ViewResult,
  indices: ViewIndices,
  where: () => string,
): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  for (let i = 0; i < indices.names.length; i++) {
    const first = indices.first[i]!;
    const length = indices.lengths[i]!;
    answers[indices.names[i]!] =
      length < 0
        ? multicall.answer(result, first, where)
        : Array.from({ length }, (_, k) => multicall.answer(result, first + k, where));
  }
  return answers;
}
