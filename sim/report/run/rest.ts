import type { Measurement } from "../../core/history.ts";

/** What the screen says of a gene's rest: yes, no, or that the run cannot tell. */
export function restText(found: Measurement["convergence"][number] | undefined): string {
  if (!found) return "not tested";
  if (found.converged) return "yes";
  return found.verdict === "cannot tell" ? "cannot tell" : "no";
}
