/**
 * A program: what an attacker does, step after step. Amounts are symbolic where they can be ("all of the own balance"), so
 * that a program stays meaningful when a step before it changes.
 */
export interface Program {
  readonly steps: readonly Step[];
}

export type Step = CallStep | WaitStep | PauseStep | HonestStep;

export interface CallStep {
  readonly kind: "call";
  /** Which of the attacker's accounts. */
  readonly sender: number;
  /** Which function of the surface. */
  readonly fn: number;
  readonly args: readonly Arg[];
  /** Wei of ether sent along. */
  readonly value?: Amount;
  /** Calls to be made when the account is called back meanwhile, in order. */
  readonly within?: readonly CallStep[];
}

/** The rest of the block's honest calls are played, and so many blocks begin. */
export interface WaitStep {
  readonly kind: "wait";
  readonly blocks: number;
}

/** The honest life of the window goes on to its end, and then a block begins so many seconds after the last. */
export interface PauseStep {
  readonly kind: "pause";
  readonly seconds: number;
}

/** Honest calls of this block are played before the attacker goes on in it; all of them unless a number is given. */
export interface HonestStep {
  readonly kind: "honest";
  readonly calls: number;
}

/** A share of something observed, or a number. */
export type Amount =
  | { readonly kind: "share"; readonly of: number; readonly numerator: bigint; readonly plus: bigint }
  | { readonly kind: "number"; readonly value: bigint };

/** What a signature is given as: its three words, or 65 bytes. */
export type SignaturePart = "v" | "r" | "s" | "whole";

/** Shares are told in these parts: exact integers, and fine enough for whatever is not a whole. */
export const WHOLE = 1_000_000_000n;

export type Arg =
  | Amount
  | { readonly kind: "address"; readonly of: number }
  | { readonly kind: "bool"; readonly value: boolean }
  /** Words and text as they are, in hex. */
  | { readonly kind: "raw"; readonly hex: string }
  /** A part of an account's signature of what the call wants to be signed. */
  | { readonly kind: "signature"; readonly by: number; readonly part: SignaturePart }
  /** Another call's data. */
  | { readonly kind: "encoded"; readonly fn: number; readonly args: readonly Arg[] }
  | { readonly kind: "list"; readonly items: readonly Arg[] };

export const number = (value: bigint): Amount => ({ kind: "number", value });
export const all = (of: number): Amount => ({ kind: "share", of, numerator: WHOLE, plus: 0n });

export function amountOf(amount: Amount, observed: (index: number) => bigint): bigint {
  if (amount.kind === "number") return amount.value;
  const value = (observed(amount.of) * amount.numerator) / WHOLE + amount.plus;
  return value < 0n ? 0n : value;
}

/** The functions that a program calls, in order: programs of one shape differ in amounts only. */
export function shapeOf(program: Program): string {
  return program.steps
    .map((step) =>
      step.kind === "call"
        ? `${step.sender}.${step.fn}${step.within ? `[${step.within.map(({ fn }) => fn).join()}]` : ""}`
        : step.kind === "wait"
          ? `w${step.blocks}`
          : step.kind === "pause"
            ? `p${step.seconds}`
            : "h",
    )
    .join(" ");
}
