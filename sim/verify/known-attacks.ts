import type { Verdict } from "../stats/estimate.ts";

/** What an earlier attack found, played against the design. */
export interface KnownAttack {
  readonly id: string;
  /** As in `theft`, `sybil`, `breach`. */
  readonly kind: string;
  /** What was searched for, or what it breaks. */
  readonly objective: string;
  /** `changed`: its steps cannot be played any more, which shows nothing. */
  readonly status: "open" | "fixed" | "changed";
  /** What its steps come to now, less what is fair, in 1e-18 of `unit`; a decimal. */
  readonly amount: string;
  readonly unit: string;
  /** In words; none where they cannot be played. */
  readonly steps: readonly string[];
  readonly reason: string;
}

const VERDICTS = { open: "not met", fixed: "met", changed: "undecided" } as const;

/** What an earlier finding says of the design: not met while it is open. */
export function verdictOfAttack({ status }: Pick<KnownAttack, "status">): Verdict {
  return VERDICTS[status];
}
