import type { Exploration } from "../../explore/exploration.ts";
import type { DesignRecord } from "../../explore/record.ts";
import { ATTACK_PROFIT, type GoalOutcome } from "../../goals/index.ts";
import { formatInterval, formatNumber, formatShare } from "../text.ts";

/** What is shown of a design: its outcomes on fresh seeds, or without intervals what the seeds say that chose it. */
export function shownOutcomes({ fresh }: Exploration, { id, assessment }: DesignRecord): readonly string[] {
  const anew = fresh.designs.get(id);
  if (anew?.fault) return (assessment?.outcomes ?? []).map(() => `fails on fresh seeds (${anew.fault!.code})`);
  if (anew?.assessment) return anew.assessment.outcomes.map(outcomeText);
  return (assessment?.outcomes ?? []).map(({ estimate }) => `${formatNumber(estimate.value)} (as chosen)`);
}

/** As in "0.52 [0.48, 0.55]", "12 [9, 31] not shown", "3 (no interval)". */
export function outcomeText({ estimate, interval, verdict }: GoalOutcome): string {
  const { value, low, high } = estimate;
  const isKnown = interval.guarantee !== "none" && (Number.isFinite(low) || Number.isFinite(high));
  const ends = isKnown ? ` ${formatInterval(low, high)}` : " (no interval)";
  const said = verdict === "not met" ? " not met" : verdict === "undecided" ? " not shown" : "";
  return `${formatNumber(value)}${ends}${said}`;
}

/** How much was tried where a goal asks what an outsider gains: a larger search may find more. */
function attackNotes({ attack }: Exploration): string[] {
  if (!attack) return [];
  const { evaluations, findings } = attack;
  const known = `${formatNumber(findings)} known ${findings === 1 ? "finding" : "findings"}`;
  return [
    `${ATTACK_PROFIT}: the most that ${known} and a search of ${formatNumber(evaluations, 12)} calls gained on each design and seed; a larger search may find more`,
  ];
}

/** Where the numbers come from and what their intervals are worth, a sentence each. */
export function freshNotes(exploration: Exploration): string[] {
  const { fresh, aims, best } = exploration;
  const { seeds, evaluations, designs, curse } = fresh;
  const attacked = attackNotes(exploration);
  if (designs.size === 0)
    return [
      "on the seeds that chose these designs, which flatter them: no intervals, and nothing to rely on",
      ...attacked,
    ];
  const outcomes = best.flatMap(({ id }) => designs.get(id)?.assessment?.outcomes ?? []);
  const why = [...new Set(outcomes.flatMap(({ interval }) => interval.because ?? []))];
  const approximate = new Set(
    outcomes.filter(({ interval }) => interval.guarantee === "approximate").map(({ statement }) => statement.measure),
  );
  return [
    `measured anew on ${seeds.length} fresh ${seeds.length === 1 ? "seed" : "seeds"}, common to all (${formatNumber(evaluations, 12)} evaluations beyond the search)`,
    ...curse.map(({ objective, flattered }) =>
      flattered
        ? `the seeds that chose them flattered ${objective} by ${formatNumber(flattered.value)} ${formatInterval(flattered.low, flattered.high)}`
        : `by how much the seeds that chose them flattered ${objective} is not known at this n`,
    ),
    ...(approximate.size > 0
      ? [
          `intervals of the mean of ${[...approximate].sort().join(", ")} are approximate: no range is declared, so what happens ` +
            `in up to ${formatShare(1 - 0.05 ** (1 / seeds.length))} of the runs may be unseen`,
        ]
      : []),
    ...(why.length > 0 ? [`no interval: ${why[0]}`] : []),
    ...attacked,
    ...(aims.race === undefined && exploration.seeds.length > RACED
      ? ["no design was dropped early: measures of the goals declare no range"]
      : []),
  ];
}

/** Seeds up to which a race drops nothing, whatever is declared. */
const RACED = 32;
