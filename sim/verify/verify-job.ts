import { RewardscapeError } from "../core/errors/errors.ts";
import { isRead, readResult, runWithOptions } from "../evaluation/evaluation-job.ts";
import type { AskedEvaluation, EvaluationRequest, EvaluationResult, JobKind } from "../evaluation/evaluation-job.ts";
import type { Json } from "../core/history.ts";
import { natural, object, oneOf, optional, string } from "../core/shape.ts";
import { loadScenario } from "../evaluation/load.ts";
import { prepare } from "../evaluation/prepare.ts";
import { shortestPrefix, type Prefix } from "./shortest-prefix.ts";

/** A promise that the run itself broke: its accounting did not balance, or an invariant of the scenario did not hold. */
export interface Breach {
  readonly code: (typeof BREACHES)[number];
  readonly where: string;
  readonly found: string;
  /** The shortest beginning of the run that still breaks it; none where it is not a block of policies that does. */
  readonly prefix?: Prefix;
}

/** What a verification run gives back: a measurement, or the breach that ended it. */
export type VerificationResult = EvaluationResult | { readonly breach: Breach };

/** Faults that speak of the design, not of the simulator. */
const BREACHES = ["CONSERVATION", "SOLVENCY", "INVARIANT"] as const;

/** A verification run that is to be made. */
export function verificationOf(request: EvaluationRequest, name: string): AskedEvaluation {
  return { request, name, handler: request.attack ? "attacked-verification" : "verification" };
}

/** Evaluates, the accounting checked after every block; a breach is a result, because a design that breaks its promises is what a verification looks for. */
export default function run(inputs: Json): Promise<Json> {
  return verified(inputs, "verification");
}

/** The same with more measures, which cost more than the run tells. */
export async function verified(
  inputs: Json,
  kind: JobKind,
  more: () => Promise<Record<string, number>> = () => Promise.resolve({}),
): Promise<Json> {
  try {
    const result = (await runWithOptions(inputs, kind, { audit: (check) => check() })) as unknown as EvaluationResult;
    return { ...result, measures: { ...result.measures, ...(await more()) } } as unknown as Json;
  } catch (error) {
    if (!(error instanceof RewardscapeError) || !BREACHES.includes(error.code as Breach["code"])) throw error;
    const { code, where = "the run", found } = error.fault;
    const request = inputs as unknown as EvaluationRequest;
    const prefix = await shortestPrefix(prepare(await loadScenario(request.scenario), request), code);
    return { breach: { code, where, found, ...(prefix && { prefix }) } } as unknown as Json;
  }
}

const breached = object({
  breach: object({
    code: oneOf(...BREACHES),
    where: string,
    found: string,
    prefix: optional(
      object({
        block: natural,
        calls: natural,
        of: natural,
        call: optional(object({ sender: string, target: string, data: string })),
      }),
    ),
  }),
});

/** A result as it comes back from a pool or a store. Throws ShapeError for no result. */
export function readVerification(json: Json): VerificationResult {
  return typeof json === "object" && json !== null && "breach" in json
    ? breached.read(json, "result")
    : readResult(json);
}

/** Whether what is stored is a result. */
export const isVerification = (json: Json): boolean => isRead(readVerification, json);
