import { maxOf } from "../../core/many.ts";
import type { EvaluationRequest, EvaluationResult } from "../../evaluation/evaluation-job.ts";
import { FLASH, FLASHERS, HONEST, LONGEST } from "../../scenarios/staking.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, exactly, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

const REWARD = 100n * 10n ** 18n + 7n;
/** Wei that rounding may keep from one staker: one for each time the rate of its reward changes, and one for itself. */
const DUST = 3;
/** Blocks: the evolved time rounds to the predicted one. */
const HALF_A_BLOCK = 0.5;
const SCALES = { quick: { generations: 60, seeds: 4 }, full: { generations: 150, seeds: 20 } } as const;
type Pay = "snapshot" | "streaming";

export const staking: Target = {
  id: "C12",
  title: "Streaming and snapshot stake rewards",
  source: "Batog, Boca, Johnson 2018 for the accumulator; the flash stake: arithmetic",
  scenario: "staking",
  decides: "contract",
  async measure(evaluate, scale) {
    const hold = {
      snapshot: await evolved(evaluate, scale, "snapshot"),
      streaming: await evolved(evaluate, scale, "streaming"),
    };
    const held = (claim: string, pay: Pay, prediction: number, control = false): Claim => ({
      claim,
      prediction,
      measured: hold[pay],
      tolerance: HALF_A_BLOCK,
      decides: "policy",
      ...(control && { control }),
    });
    return [
      await exactReward(evaluate),
      await stranded(evaluate),
      await flash(evaluate, "snapshot", 0.9),
      await flash(evaluate, "streaming", 0.9 / LONGEST),
      held("snapshot: evolved time of holding", "snapshot", 1),
      held("streaming: evolved time of holding", "streaming", LONGEST),
      held("control: streaming does not make holding collapse", "streaming", 1, true),
    ];
  },
};

const request = (pay: Pay): EvaluationRequest & { readonly set: Record<string, string | number> } => ({
  scenario: "staking",
  engine: "fast",
  seed: "1",
  generations: 1,
  set: { pay, reward: `${REWARD}wei` },
});

/** All flashers hold for the same blocks. */
const holding = (blocks: number) => ({ conditions: { genomes: { flasher: [[blocks]] } } });

/** Everyone against sum of rate dt s_i / S. */
async function exactReward(evaluate: Evaluate): Promise<Claim> {
  const blocks = 7;
  const [result] = await evaluate([{ ...request("streaming"), ...holding(blocks), keep: ["agents"] }]);
  const honest = BigInt(HONEST.reduce((sum, stake) => sum + stake, 0));
  const flashed = BigInt(FLASH * FLASHERS);
  const [hold, epoch] = [BigInt(blocks), BigInt(LONGEST)];
  const lost = result!.agents!.map(({ species, slot, parts }) => {
    const own = BigInt(species === "honest" ? HONEST[slot]! : FLASH);
    const alone = species === "honest" ? (epoch - hold) * (honest + flashed) : 0n;
    const due = (REWARD * own * (alone + hold * honest)) / (epoch * honest * (honest + flashed));
    return Math.abs(Number(due - BigInt(parts.balances) - BigInt(parts.positions)));
  });
  return {
    claim: "streaming: wei that an account misses of its reward",
    prediction: 0,
    measured: exactly(maxOf(lost), lost.length),
    tolerance: DUST,
  };
}

/** The first staker comes half an hour late to a programme of thirty days. */
async function stranded(evaluate: Evaluate): Promise<Claim> {
  const seconds = 2_592_000;
  const [late, epoch] = [1800 / 12, seconds / 12];
  const [result] = await evaluate([
    {
      ...request("streaming"),
      blocks: late + 2,
      set: { pay: "streaming", late, epoch, reward: `${seconds}ether` },
    },
  ]);
  return {
    claim: "first staker 1,800 s late: seconds of the reward stranded",
    prediction: 1800,
    measured: exactly(result!.measures.stranded!),
    tolerance: 1e-9,
  };
}

async function flash(evaluate: Evaluate, pay: Pay, prediction: number): Promise<Claim> {
  const [result] = await evaluate([{ ...request(pay), ...holding(1) }]);
  return {
    claim: `${pay}: nine times the honest stake, for one block of ${LONGEST}`,
    prediction,
    measured: exactly(1 - result!.measures.honest!),
    tolerance: 1e-9,
  };
}

async function evolved(evaluate: Evaluate, scale: Scale, pay: Pay): Promise<Claim["measured"]> {
  const { generations, seeds: n } = SCALES[scale];
  const results = await evaluate(seeds(n).map((seed) => ({ ...request(pay), seed, generations })));
  return meanInterval(
    results.map((result: EvaluationResult) => result.measures.hold!),
    CONFIDENCE,
  );
}
