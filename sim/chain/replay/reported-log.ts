import { pushAll } from "../../core/many.ts";
import type { Head } from "../fast/fast-chain.ts";
import type { CheckCase } from "./case.ts";
import { merge, sizeOf, type ReportedAccount } from "./reported.ts";

/** Bytes of what was told that is kept as it came, beyond what it comes to when it is merged. */
const MAX_UNMERGED = 16 * 2 ** 20;

/** What was told up to a snapshot, or since the last. */
interface Segment {
  reported: ReportedAccount[];
  size: number;
  /** Bytes that it came to when it was merged last. */
  merged: number;
  head: Head;
  snapshot?: number;
}

/** What a Hardhat chain was told so far, for another that takes its place. */
export class ToldLog {
  readonly #segments: Segment[] = [];

  /** Enters a case that was found the same. */
  enter({ head, reported, step }: CheckCase): void {
    if (step.kind === "restore") this.#restore(step.id);
    const leaves = step.kind === "block" || step.kind === "deployment";
    if (this.#segments.length === 0) this.#segments.push(segment(head));
    const last = this.#segments.at(-1)!;
    const news = leaves ? [...reported, ...step.after] : reported;
    pushAll(last.reported, news);
    last.size += sizeOf(news);
    last.head = leaves ? { ...step.context, baseFee: step.context.baseFee ?? 0n, number: head.number + 1 } : head;
    if (last.size > 2 * last.merged + MAX_UNMERGED) {
      last.reported = [...merge(last.reported)];
      last.size = last.merged = sizeOf(last.reported);
    }
    if (step.kind !== "snapshot") return;
    last.snapshot = step.id;
    this.#segments.push(segment(head));
  }

  /** Cases that bring a new chain to where this one is, snapshots included. */
  cases(): CheckCase[] {
    return this.#segments.map(({ reported, head, snapshot }) => ({
      head,
      reported: merge(reported),
      step: snapshot === undefined ? { kind: "told" } : { kind: "snapshot", id: snapshot },
    }));
  }

  #restore(id: number): void {
    const at = this.#segments.findIndex(({ snapshot }) => snapshot === id);
    this.#segments.length = at + 1;
    this.#segments.push(segment(this.#segments[at]!.head));
  }
}

function segment(head: Head): Segment {
  return { reported: [], size: 0, merged: 0, head };
}
