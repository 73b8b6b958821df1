import type { EvaluationRequest, EvaluationResult } from "../evaluation/evaluation-job.ts";
import type { Estimate } from "../stats/estimate.ts";

export type Scale = "quick" | "full";

/** Runs evaluations, many at once; the order of results is that of the requests. */
export type Evaluate = (requests: readonly EvaluationRequest[]) => Promise<readonly EvaluationResult[]>;

/**
 * What a claim rests on. `contract`: compiled arithmetic, agents choose nothing. `policy`: what agents choose, by rules
 * that are written or that evolve. `contract and policy`: a loop of both. `formula`: a procedure of the tools, which would
 * say the same of any contract.
 */
export type Decides = "contract" | "policy" | "contract and policy" | "formula";

/** One number of theory beside what was measured on the real contract. */
export interface Claim {
  /** As in "imitators among 16". */
  readonly claim: string;
  readonly prediction: number;
  readonly measured: Estimate;
  /** Distance from the prediction within which the whole interval must lie, in the unit of the measure. */
  readonly tolerance: number;
  /** A control has to miss its prediction: the check can fail. */
  readonly control?: boolean;
  /** Where it is not what decides the target's other claims. */
  readonly decides?: Decides;
}

/** A published result that the system must reproduce. */
export interface Target {
  /** As in TARGETS: C1 to C12, and others by name. */
  readonly id: string;
  readonly title: string;
  /** Where formula and result were published. */
  readonly source: string;
  readonly scenario: string;
  readonly decides: Decides;
  measure(evaluate: Evaluate, scale: Scale): Promise<readonly Claim[]>;
}

export interface Row extends Claim {
  readonly target: string;
  readonly decides: Decides;
  /** A claim is reproduced when the interval lies inside the tolerance; a control when it lies outside. */
  readonly pass: boolean;
  readonly seconds: number;
}

/** The whole interval inside the tolerance; for a control, the whole interval outside. */
export function passes({ prediction, measured, tolerance, control }: Claim): boolean {
  const low = prediction - tolerance;
  const high = prediction + tolerance;
  if (control) return measured.high < low || measured.low > high;
  return measured.low >= low && measured.high <= high;
}

/** Confidence of every interval in a validation, as the targets ask. */
export const CONFIDENCE = 0.99;

/** Seeds 1..n, unselected. */
export const seeds = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i + 1));

/** A number without chance, the same for every seed; `n` things were looked at. Never a share: those have an interval. */
export function exactly(value: number, n = 1): Estimate {
  return { value, low: value, high: value, n, confidence: CONFIDENCE };
}
