import type { GoalResult, Measurement, ReplayStatement } from "../../core/history.ts";
import { evolvedGenes } from "./evolved-genes.ts";
import { goalRemark } from "./outcome-tables.ts";
import type { RunView } from "./view.ts";
import type { Block, Cell, Facts, Table, Tone } from "../section.ts";
import { agreement, type Agreement } from "../charts/theory.ts";
import { designWithUnits } from "../../runs/design-units.ts";
import { formatInterval, formatNumber, formatParameter, formatSeconds, formatShare } from "../text.ts";
import { restText } from "./rest.ts";

const number = (text: string): Cell => ({ text, number: true });

/** One run is one seed: it says what happened in it, and has no interval to say more. */
export function goalVerdict({ kind, met, n, untested = [] }: GoalResult): {
  readonly text: string;
  readonly tone: Tone;
} {
  const where = n === 1 ? " in this run" : "";
  if (met !== undefined) return met ? { text: `met${where}`, tone: "good" } : { text: `not met${where}`, tone: "bad" };
  if (untested.length > 0) return { text: "untested", tone: "open" };
  return kind === "maximize" || kind === "minimize"
    ? { text: "objective", tone: "plain" }
    : { text: "undecided", tone: "open" };
}

export function headlines({ manifest, measurement, finished, summaries }: RunView): Facts {
  const { sizes } = manifest.inputs;
  const agents = Object.values(sizes.agents).reduce((sum, count) => sum + count, 0);
  const constraints = measurement?.goals.filter(isHeld) ?? [];
  const met = constraints.filter((goal) => goal.met).length;
  const untested = constraints.filter((goal) => (goal.untested ?? []).length > 0).length;
  const failed = constraints.some((goal) => goal.met === false);
  const conserved = measurement && isConserved(measurement);
  const last = summaries.at(-1);
  return {
    kind: "facts",
    facts: [
      ...(constraints.length > 0
        ? [
            {
              label: "goals met in this run",
              value: `${met} of ${constraints.length}`,
              ...(untested > 0 && { note: `${untested} untested` }),
              tone: (met === constraints.length ? "good" : failed ? "bad" : "open") as Tone,
            },
          ]
        : []),
      {
        label: "generations",
        value: finished === sizes.generations ? formatNumber(finished) : `${finished} of ${sizes.generations}`,
        note: `${formatNumber(measurement?.blocks ?? (last ? last.lastBlock + 1 : 0), 12)} blocks in all`,
        tone: finished === sizes.generations ? "plain" : "open",
      },
      { label: "agents", value: formatNumber(agents), note: Object.keys(sizes.agents).join(", ") },
      ...(measurement
        ? [
            {
              label: "calls",
              value: formatNumber(measurement.actions, 12),
              note: `in ${formatSeconds(measurement.throughput.seconds)}, ${formatNumber(Math.round(measurement.throughput.actionsPerSecond))} a second`,
            },
            ...(measurement.replay
              ? [
                  {
                    label: "cross-checked on the Hardhat chain",
                    value: crossChecked(measurement.replay),
                    note: `all the same; at most ${formatShare(measurement.replay.missedBelow)} could differ unseen; ${replayCost(measurement.replay)}`,
                    tone: "good" as Tone,
                  },
                ]
              : []),
            {
              label: "conservation",
              value: conserved ? "to the wei" : "broken",
              note: `checked ${formatNumber(measurement.conservation.checks)} times`,
              tone: (conserved ? "good" : "bad") as Tone,
            },
          ]
        : [{ label: "state", value: "not finished", tone: "open" as Tone }]),
    ],
  };
}

/** Whether a run says something of a goal, be it that nothing is decided. */
function isHeld({ met, untested, resolution }: GoalResult): boolean {
  return met !== undefined || untested !== undefined || resolution !== undefined;
}

export function isConserved({ conservation }: Measurement): boolean {
  return conservation.tokens.every(({ supply, held }) => BigInt(supply) === BigInt(held));
}

export function goalsTable({ measurement }: RunView): Table[] {
  if (!measurement || measurement.goals.length === 0) return [];
  return [
    {
      kind: "table",
      title: "Goals",
      caption: measurement.goals.map(goalRemark).filter(Boolean).join(". "),
      head: ["goal", "verdict", "taken over", "measured", "interval", "n"],
      rows: measurement.goals.map((goal) => [
        goal.text,
        { ...goalVerdict(goal), hint: goalRemark(goal) },
        goal.statistic,
        number(formatNumber(goal.measured)),
        number(formatInterval(goal.low, goal.high)),
        number(String(goal.n)),
      ]),
    },
  ];
}

export function evolvedTable({ manifest, measurement, summaries }: RunView): Table[] {
  const [first, last] = [summaries[0], summaries.at(-1)];
  if (!first || !last) return [];
  const genes = evolvedGenes(
    first,
    last,
    (species, name) => manifest.genes[species]?.find((gene) => gene.name === name)?.choices,
  );
  if (genes.length === 0) return [];
  return [
    {
      kind: "table",
      title: "From the first generation to the last",
      caption:
        "Mean ± standard deviation over the agents. Converged: by the test that the hint of the cell states. Dependence on " +
        "the beginning: how much of the end is told by how the population began.",
      head: ["species", "gene", "first", "last", "converged", "dependence on the beginning"],
      rows: genes.map(({ species, gene, first: before, last: after }) => {
        const found = measurement?.convergence.find((entry) => entry.species === species && entry.gene === gene);
        return [
          species,
          gene,
          before,
          after,
          found
            ? {
                text: restText(found),
                tone: (found.converged ? "good" : "open") as Tone,
                hint: `${found.test}: ${formatNumber(found.statistic)}, threshold ${formatNumber(found.threshold)}`,
              }
            : "not tested",
          number(found ? dependenceText(found.initialDependence) : ""),
        ];
      }),
    },
  ];
}

/** Where one founder is the ancestor of all there is nothing left that could differ with the founders. */
function dependenceText(share: number): string {
  return Number.isNaN(share) ? "one founding line" : formatShare(share);
}

const TONES: { readonly [A in Agreement]: Tone } = { holds: "good", differs: "bad", open: "plain" };

export function theoryTable(predictions: Measurement["predictions"]): Table {
  return {
    kind: "table",
    head: ["measure", "predicted", "measured", "interval", "n", "the theory"],
    rows: predictions.map(({ measure, value, measured, low, high, n, source }) => [
      measure,
      number(formatNumber(value)),
      number(formatNumber(measured)),
      { ...number(formatInterval(low, high)), tone: TONES[agreement({ value, low, high })] },
      number(String(n)),
      source,
    ]),
  };
}

export function conservationTable({ measurement }: RunView): Table[] {
  if (!measurement) return [];
  const { tokens, solvency } = measurement.conservation;
  const difference = (a: string, b: string): Cell => {
    const rest = BigInt(a) - BigInt(b);
    return { text: rest === 0n ? "equal" : `${rest} wei`, tone: rest === 0n ? "good" : "bad", number: true };
  };
  return [
    {
      kind: "table",
      title: "Conservation",
      caption: "At the end, in wei. Every generation, what all accounts hold is compared with the supply.",
      head: ["what", "supply, or funded", "held, or paid, owed and dust", "difference"],
      rows: [
        ...tokens.map(({ token, decimals = 18, supply, held }) => {
          const name = decimals === 18 ? token : `${token} (units of ${decimals} decimals)`;
          return [name, number(supply), number(held), difference(supply, held)];
        }),
        ...solvency.map(({ name, funded, owed }) => [
          `${name} (solvency)`,
          number(funded),
          number(owed),
          difference(funded, owed),
        ]),
      ],
    },
  ];
}

export function manifestBlocks({ id, inputHash, manifest, measurement }: RunView): Block[] {
  const { inputs, versions, fallbacks, life } = manifest;
  const rows: [string, string][] = [
    ["run", id],
    ["hash of the inputs", inputHash],
    ["hash of the event log", measurement?.eventLogHash ?? "not finished"],
    ["scenario", `${inputs.scenario}, ${life} life`],
    ["hash of the source", inputs.sourceHash],
    ["seed", inputs.seed],
    ["engine", `${inputs.engine}, hardfork ${inputs.hardfork}`],
    ...fallbacks.map(({ reason, contract }): [string, string] => ["fell back", `${reason} in ${contract}`]),
    ...Object.entries(designWithUnits(manifest)).map(([name, value]): [string, string] => [
      `design: ${name}`,
      formatParameter(value),
    ]),
    [
      "versions",
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ],
  ];
  return [
    { kind: "table", title: "Manifest", head: ["what", "value"], rows },
    { kind: "details", summary: "The whole manifest as JSON", text: JSON.stringify(manifest, null, 2) },
  ];
}

/** What the cross-check has executed, and what that leaves open. */
export function crossCheckedBlocks(replay: ReplayStatement): string {
  const { blocks, of, withCalls, calls, missedBelow } = replay;
  const bound =
    missedBelow === 0
      ? "none is left out"
      : `at most ${formatShare(missedBelow)} of the blocks could differ unseen (3/n)`;
  if (withCalls === undefined)
    return (
      `${blocks} of ${formatNumber(of, 12)} blocks (${formatNumber(calls, 12)} calls) executed on the Hardhat chain too, ` +
      `all the same; ${bound}`
    );
  const restarted = replay.restarts ? "The process that compares ended once and was started again. " : "";
  return (
    `${drawnOf(replay)}, ${others(replay)} executed on the Hardhat chain too, all the same in ` +
    `${(replay.compared ?? []).join(", ")}; ${bound}. ${restarted}${notCompared(replay)}`
  );
}

function crossChecked({ blocks, of, withCalls, calls }: ReplayStatement): string {
  return withCalls === undefined
    ? `${blocks} of ${formatNumber(of, 12)} blocks`
    : `${blocks} of ${formatNumber(withCalls, 12)} blocks, ${formatNumber(calls, 12)} calls`;
}

/** Blocks and calls that were compared, of those that could be. */
function drawnOf({ blocks, withCalls = 0, partly = 0, wanted, calls, ofCalls = 0 }: ReplayStatement): string {
  const short = wanted !== undefined && blocks < Math.min(wanted, withCalls) ? `, ${wanted} were asked for` : "";
  return (
    `${blocks} of ${formatNumber(withCalls, 12)} blocks with calls ` +
    `(${formatNumber(calls, 12)} of ${formatNumber(ofCalls, 12)} calls${short}` +
    `${partly > 0 ? `; of ${partly} blocks of much gas, some calls in a row` : ""})`
  );
}

function others({ deployments = 0, setupCalls = 0, views = 0 }: ReplayStatement): string {
  const count = (n: number, what: string) => `${formatNumber(n, 12)} ${what}${n === 1 ? "" : "s"}`;
  return (
    `${count(deployments, "deployment")} and ${count(setupCalls, "call")} of the set-up (all of them) and ` +
    count(views, "view")
  );
}

/** What nobody has looked at, as far as it can be. */
function notCompared({ blocks, withCalls = 0, partly = 0 }: ReplayStatement): string {
  const rest = blocks < withCalls || partly > 0 ? "the other calls, whose state is told and summed only; " : "";
  return `Not compared: ${rest}views that were not drawn; what the simulator itself decides`;
}

/** What the cross-check cost: its own time, and the run's. */
export function replayCost({ seconds, waited }: ReplayStatement): string {
  const held = waited === undefined ? "" : ` beside the run, ${formatSeconds(waited)} of it held up`;
  return `${formatSeconds(seconds)}${held}`;
}
