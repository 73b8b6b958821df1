import type { Step } from "./program.ts";
import type { Scene } from "./scene.ts";

/** What a program that pays turned out to be. */
export type FindingKind =
  /** An outsider takes what is not its own. */
  | "theft"
  /** It takes what any account may claim, with many accounts. */
  | "sybil"
  /** It pays for who knows what chance will bring, and not on average. */
  | "luck"
  /** What honest agents earn as well, or less than the threshold. */
  | "fair";

export interface Verdict {
  readonly kind: FindingKind;
  /** Gained in all, wei in the numeraire; positions only as far as the program itself turned them into money. */
  readonly gross: bigint;
  /** Of it what is no theft: earned by what was in, for as long, and what anybody may claim. */
  readonly fair: bigint;
  readonly accounts: number;
  /** Mean gain over other luck, less what is fair, with a 95 % interval; absent where nothing depends on luck. */
  readonly luck?: { readonly mean: bigint; readonly low: bigint; readonly high: bigint; readonly runs: number };
}

/** A gain below this part of the attacker's capital is dust. */
export const DUST = 1_000_000n;
const LUCK_RUNS = 24;
/** Student's t for 23 degrees of freedom, 95 % two-sided, in thousandths. */
const T = 2069;

export function dustOf(scene: Scene): bigint {
  const dust = scene.capital / DUST;
  return dust > 0n ? dust : 1n;
}

/** Executes a program and says what it is. */
export function verdictOf(scene: Scene, steps: readonly Step[]): Verdict {
  const run = (): { gross: bigint; net: bigint } => {
    scene.session.reset();
    for (const step of steps) scene.session.step(step);
    return { gross: scene.gross(), net: scene.profit() };
  };
  const { gross, net } = run();
  const senders = new Set(steps.flatMap((step) => (step.kind === "call" ? [step.sender] : [])));
  const accounts = senders.size;
  const base = { gross, fair: gross - net, accounts };
  const dust = dustOf(scene);
  if (net <= dust) return { ...base, kind: "fair" };
  const { session } = scene;
  const nets: bigint[] = [];
  try {
    for (let i = 0; i < LUCK_RUNS; i++) {
      session.luck = String(i);
      nets.push(run().net);
    }
  } finally {
    session.luck = "";
  }
  const luck = nets.every((one) => one === net) ? undefined : intervalOf(nets);
  if (luck && luck.low <= dust) return { ...base, kind: "luck", luck };
  const { entitlement } = scene.fair;
  const sybil = entitlement > 0n && accounts > 1 && gross <= entitlement * BigInt(accounts) + dust;
  return { ...base, kind: sybil ? "sybil" : "theft", ...(luck && { luck }) };
}

function intervalOf(values: readonly bigint[]): NonNullable<Verdict["luck"]> {
  const n = BigInt(values.length);
  const mean = values.reduce((sum, one) => sum + one, 0n) / n;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2n, 0n) / (n - 1n);
  const half = BigInt(Math.ceil((Math.sqrt(Number(variance)) * T) / 1000 / Math.sqrt(values.length)));
  return { mean, low: mean - half, high: mean + half, runs: values.length };
}
