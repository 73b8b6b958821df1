import { ONE } from "../scenario/units.ts";
import type { Finding } from "./attack.ts";
import { profit } from "./objective.ts";
import { scriptOf } from "./script.ts";

/** Whether a finding is about what the attacker's own accounts gain. */
export const isMoney = ({ verdict: { kind } }: Finding): boolean =>
  kind === "theft" || kind === "sybil" || kind === "share";

/** Whether a test can be written that tells it: an invariant's function may need what is not in its text. */
export function isWritable({ verdict, scene, steps }: Finding): boolean {
  if (verdict.kind !== "breach") return true;
  scriptOf(scene.session, { steps });
  return scene.breaches.written(scene.objective.name) !== undefined;
}

/** What a test of a finding allows: the fair part of a gain, or dust; how far another objective may move. */
export function allowedOf(finding: Finding): bigint {
  const { verdict, scene } = finding;
  const dust = isMoney(finding) ? profit(scene.gross, scene.capital).threshold : scene.objective.threshold;
  if (verdict.kind !== "share") return verdict.fair > dust ? verdict.fair : dust;
  // As much as the honest earn for as many token-blocks; nothing where they earn nothing.
  if (scene.fair.rate.numerator === 0n) return dust;
  const own = verdict.gross - scene.fair.entitlement;
  return scene.fair.entitlement + (own * ONE) / (ONE + verdict.net) + dust;
}
