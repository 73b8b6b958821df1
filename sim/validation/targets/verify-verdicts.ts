import type { Verdict } from "../../stats/estimate.ts";
import { TERMS } from "../../goals/index.ts";
import { limitsOf } from "../../verify/limits.ts";
import { planOf } from "../../verify/plan.ts";
import { signOff } from "../../verify/sign-off.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { CONFIDENCE, exactly, type Claim, type Scale, type Target } from "../target.ts";
import { benchOf } from "./verify-bench.ts";

const SEEDS: Readonly<Record<Scale, number>> = { quick: 1, full: 100 };
const PLAN = planOf("quick");
/** The verdict of --quick is false in at most one of ten; of one seed the quick form asks for the right one. */
const FALSE: Readonly<Record<Scale, number>> = { quick: 0, full: 0.1 };
const MECHANISMS = [
  { name: "shares", sound: { rule: "linear" }, broken: { rule: "square" } },
  { name: "loop", sound: { sensitivity: 0.3 }, broken: { sensitivity: 1.1 } },
] as const;

export const verifyVerdicts: Target = {
  id: "Verdicts",
  title: "A sound and a broken variant of two mechanisms get the right verdict for every seed",
  source: "by construction: pro rata against the square rule, a loop below and above k = 1",
  scenario: "shares, loop",
  decides: "formula",
  async measure(evaluate, scale) {
    const claims: Claim[] = [];
    for (const { name, ...variants } of MECHANISMS) {
      for (const [variant, verdict] of [
        ["sound", "met"],
        ["broken", "not met"],
      ] as const) {
        const { scenario, bench } = await benchOf(evaluate, name, variants[variant]);
        const said: Verdict[] = [];
        for (let seed = 1; seed <= SEEDS[scale]; seed++) {
          const limits = limitsOf(scenario.goals, PLAN.share);
          const { environment } = scenario.base;
          const input = { scenario, terms: TERMS, limits, environment, plan: PLAN, seed: String(seed) };
          said.push((await signOff(bench, input)).verdict);
        }
        const n = said.length;
        const share = (of: string): Claim["measured"] => {
          const times = said.filter((one) => one === of).length;
          return scale === "full" ? clopperPearson(times, n, CONFIDENCE) : exactly(times, n);
        };
        const claim = `${name}, ${variant}: share of ${said.length} seeds with the verdict`;
        claims.push({
          claim: `${claim} "${verdict}"`,
          prediction: 1,
          measured: share(verdict),
          tolerance: FALSE[scale],
        });
        if (variant === "broken")
          claims.push({
            claim: `control: ${claim} "met"`,
            prediction: 1,
            measured: share("met"),
            tolerance: FALSE[scale],
            control: true,
          });
      }
    }
    return claims;
  },
};
