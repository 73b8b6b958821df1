import { fairAfter } from "./fair.ts";
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
  /** The honest lose what no honest behaviour would cost them. */
  | "harm"
  /** It earns more for a token-block than the honest. */
  | "share"
  /** A measure of the scenario moves. */
  | "measure"
  /** An invariant, the solvency or the conservation of the scenario is broken. */
  | "breach"
  /** What honest agents earn as well, or less than the threshold. */
  | "fair";

export interface Verdict {
  readonly kind: FindingKind;
  /** Gained in all, wei in the numeraire; positions only as far as the program itself turned them into money. */
  readonly gross: bigint;
  /** What the objective came to, less what is fair. */
  readonly net: bigint;
  /** What was taken off: for profit what is no theft, earned by what was in, for as long, and what anybody may claim. */
  readonly fair: bigint;
  readonly accounts: number;
  /** Mean gain over other luck, less what is fair, with a 95 % interval; absent where nothing depends on luck. */
  readonly luck?: { readonly mean: bigint; readonly low: bigint; readonly high: bigint; readonly runs: number };
}

const LUCK_RUNS = 24;
/** Student's t for 23 degrees of freedom, 95 % two-sided, in thousandths. */
const T = 2069;

/** Up to so much of what is searched for nothing is told. */
export function dustOf(scene: Scene): bigint {
  return scene.objective.threshold;
}

/** What is found where something is, by what was searched for. */
function kindOf({ objective, breaches }: Scene): Exclude<FindingKind, "sybil" | "luck" | "fair"> {
  if (objective.name === "profit") return "theft";
  if (breaches.names.includes(objective.name)) return "breach";
  return objective.name === "harm" || objective.name === "share" ? objective.name : "measure";
}

/** Executes a program and says what it is. Where it waits long, what is fair is what honest behaviour brings that does too. */
export function verdictOf(scene: Scene, steps: readonly Step[]): Verdict {
  const { fair } = scene;
  scene.fair = fairAfter(
    scene,
    steps.filter(({ kind }) => kind === "pause"),
  );
  try {
    return judged(scene, steps);
  } finally {
    scene.fair = fair;
  }
}

function judged(scene: Scene, steps: readonly Step[]): Verdict {
  const run = (): { gross: bigint; measured: bigint; net: bigint } => {
    scene.session.reset();
    for (const step of steps) scene.session.step(step);
    return { gross: scene.gross(), measured: scene.objective.measured(), net: scene.profit() };
  };
  const { gross, measured, net } = run();
  const senders = new Set(steps.flatMap((step) => (step.kind === "call" ? [step.sender] : [])));
  const accounts = senders.size;
  const base = { gross, net, fair: scene.objective.net ? 0n : measured - net, accounts };
  const dust = dustOf(scene);
  if (net <= dust) return { ...base, kind: "fair" };
  const { session } = scene;
  const nets: bigint[] = [];
  try {
    for (let i = 0; i < LUCK_RUNS; i++) {
      session.life.luck = String(i);
      scene.objective.relearn?.();
      nets.push(run().net);
    }
  } finally {
    session.life.luck = "";
  }
  const luck = nets.every((one) => one === net) ? undefined : intervalOf(nets);
  if (luck && luck.low <= dust) return { ...base, kind: "luck", luck };
  const { entitlement } = scene.fair;
  const kind = kindOf(scene);
  const sybil = kind === "theft" && entitlement > 0n && accounts > 1 && gross <= entitlement * BigInt(accounts) + dust;
  return { ...base, kind: sybil ? "sybil" : kind, ...(luck && { luck }) };
}

function intervalOf(values: readonly bigint[]): NonNullable<Verdict["luck"]> {
  const n = BigInt(values.length);
  const mean = values.reduce((sum, one) => sum + one, 0n) / n;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2n, 0n) / (n - 1n);
  const half = BigInt(Math.ceil((Math.sqrt(Number(variance)) * T) / 1000 / Math.sqrt(values.length)));
  return { mean, low: mean - half, high: mean + half, runs: values.length };
}
