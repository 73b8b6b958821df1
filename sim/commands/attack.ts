import { parseUnits } from "viem";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attack as searchAttacks, type AttackResult, type Finding } from "../attack/attack.ts";
import { describeStep } from "../attack/describe.ts";
import { keptSteps, readLedger, writeLedger, type Kept } from "../attack/ledger.ts";
import type { SearchProgress } from "../attack/search.ts";
import { solidityTestOf } from "../attack/write-solidity.ts";
import { allowedOf, isMoney, isWritable } from "../attack/allowed.ts";
import { testOf, type Library } from "../attack/write-test.ts";
import { recordWorld, type World } from "../attack/world.ts";
import type { Hardfork } from "../core/hardfork.ts";
import { InputError } from "../core/errors/errors.ts";
import { defaultScenario, loadScenario, type LoadedScenario } from "../evaluation/load.ts";
import { prepare } from "../evaluation/prepare.ts";
import { attackPage, attackSections } from "../report/attack/page.ts";
import { writeReport } from "../report/html/write.ts";
import { attackSummary } from "../report/attack/summary.ts";
import { screen, silent } from "../report/screen.ts";
import { formatNumber, formatSeconds } from "../report/text.ts";
import { fixed } from "../population/adaptations/learn.ts";
import { parameter, parseValue } from "../scenario/parameters.ts";
import { units } from "../scenario/units.ts";
import type { ActivityWriter, Told } from "../runs/activity-file.ts";
import { fileNameOf } from "../runs/folder.ts";
import { hashJson } from "../runs/json.ts";
import { commandLine } from "../project/project.ts";
import { givenFlags, telling } from "./telling.ts";
import { ATTACK_OPTIONS, type AttackCommandOptions } from "./attack-options.ts";
import { EXIT } from "./evolve.ts";
import { readAgents, readAssignments, requireOptions } from "./options.ts";

/** Unless a budget is given. */
const EVALUATIONS = 200_000;
/** Faults that are planted unless a number is given. */
const POWER = 4;

/**
 * Searches for the most that an outsider can take, and writes the shortest proof as a test. Exit status: 0 nothing found with
 * the whole budget, 2 found, 3 nothing found though a function never succeeded or the budget was cut, 130 interrupted.
 */
export async function attack(options: AttackCommandOptions, signal: AbortSignal): Promise<number> {
  requireOptions(ATTACK_OPTIONS, options);
  const name = options.scenario ?? (await defaultScenario());
  const evaluations = options.evaluations ?? (options.seconds === undefined ? EVALUATIONS : Number.MAX_SAFE_INTEGER);
  const { accounts = 3, entry = 0.25 } = options;
  const seed = options.seed ?? "1";
  const folder = options.out ?? "attacks";
  const loaded = inhabited(await loadScenario(name));
  const inputs = prepare(loaded, {
    engine: "fast",
    seed,
    generations: options.generations ?? 1,
    ...(options.blocks !== undefined && { blocks: options.blocks }),
    ...(options.hardfork !== undefined && { hardfork: options.hardfork as Hardfork }),
    ...(options.agents !== undefined && { agents: readAgents(options.agents) }),
    ...(options.set !== undefined && { set: readAssignments(options.set) }),
  });
  const file = join(folder, `${fileNameOf(loaded.scenario.name)}.json`);
  const ledger = readLedger(file);
  const live = options.quiet ? silent : screen(process.stderr);
  live.write(`attacking ${loaded.scenario.name}: ${loaded.scenario.base.title}`);
  const world = await recordWorld(inputs, entry);
  const search = async (activity: ActivityWriter): Promise<AttackResult> => {
    const found = await searchAttacks(world, {
      seed,
      evaluations,
      accounts,
      ledger,
      signal,
      power: options.brief ? 0 : (options.power ?? POWER),
      elsewhere: !options.brief,
      ...(options.seconds !== undefined && { seconds: options.seconds }),
      ...(options.objective !== undefined && { objective: options.objective }),
      ...(options.capital !== undefined && { capital: capitalFrom(options.capital, world) }),
      onProgress(progress) {
        live.say(progressText(progress, options.seconds));
        activity.tell(attackTold(progress, options.seconds));
      },
    }).finally(() => live.end());
    activity.show(() => ({
      kicker: commandText(options, name, seed, accounts, found),
      sections: attackSections(found),
    }));
    return found;
  };
  const told = {
    title: `${loaded.scenario.name}: ${loaded.scenario.base.title}`,
    command: commandLine(
      "attack",
      ...(options.scenario === undefined ? [] : [options.scenario]),
      ...givenFlags(options),
    ),
  };
  const activityId = `attack-${fileNameOf(loaded.scenario.name)}-${hashJson({ ...options }).slice(0, 8)}`;
  const result = await telling(folder, activityId, "attack", told, search, () => signal.aborted);
  try {
    const command = commandText(options, name, seed, accounts, result);
    const written = write(folder, file, ledger, result, command, (options.tests ?? "viem") as Library);
    const title = `${loaded.scenario.name}: ${loaded.scenario.base.title}`;
    if (written.size > 0) writeReport(file.replace(/json$/, "html"), attackPage(title, result, command));
    const excluded = new Set((options.exclude ?? "").split(",").map((one) => one.trim()));
    const untouched = result.untouched.filter((one) => !excluded.has(one.name));
    const cut = result.search.calls < evaluations && options.seconds === undefined;
    const status = signal.aborted
      ? EXIT.interrupted
      : result.findings.length > 0
        ? EXIT.notMet
        : untouched.length > 0 || cut
          ? EXIT.undecided
          : EXIT.done;
    if (options.json)
      process.stdout.write(
        `${JSON.stringify({ ...documentOf(result, written, command, status), goalsBrokenWithoutAttack: world.broken }, null, 2)}\n`,
      );
    else
      process.stdout.write(
        attackSummary(result, {
          title,
          written,
          command,
          untouched,
          broken: world.broken,
        }),
      );
    return status;
  } finally {
    result.close();
  }
}

/** Writes a test for each finding, in TypeScript and in Solidity, and the ledger. @returns the former by finding */
function write(
  folder: string,
  file: string,
  ledger: readonly Kept[],
  result: AttackResult,
  command: string,
  library: Library,
): ReadonlyMap<Finding, string> {
  const written = new Map<Finding, string>();
  for (const finding of result.findings) {
    if (!isWritable(finding)) continue;
    mkdirSync(folder, { recursive: true });
    const allowed = allowedOf(finding);
    const path = join(folder, `${fileNameOf(finding.scene.world.inputs.scenario.name)}-${finding.id}.test.ts`);
    writeFileSync(path, testOf(finding, command, allowed, library));
    if (isMoney(finding))
      writeFileSync(path.replace(/\.test\.ts$/, ".t.sol"), solidityTestOf(finding, command, allowed));
    written.set(finding, path);
  }
  const found = result.findings.map((finding): Kept => ({
    id: finding.id,
    kind: finding.verdict.kind,
    profit: String(finding.profit),
    objective: finding.scene.objective.name,
    command,
    steps: keptSteps(finding.scene, finding.steps),
    status: "open",
  }));
  const earlier = ledger
    .filter(({ id }) => !found.some((one) => one.id === id))
    .map((one): Kept => ({ ...one, status: result.known.get(one.id) ?? one.status }));
  if (found.length + earlier.length > 0) writeLedger(file, [...earlier, ...found]);
  return written;
}

/** The command that gives this result again. */
function commandText(
  options: AttackCommandOptions,
  name: string,
  seed: string,
  accounts: number,
  { search }: AttackResult,
): string {
  const stated = (
    ["set", "capital", "objective", "agents", "generations", "blocks", "entry", "hardfork"] as const
  ).flatMap((key) => (options[key] === undefined ? [] : [`--${key}`, String(options[key])]));
  const cut = search.interrupted || options.seconds !== undefined;
  const own = ["--seed", seed, "--evaluations", String(cut ? search.calls : (options.evaluations ?? EVALUATIONS))];
  return commandLine("attack", name, ...own, ...(accounts === 3 ? [] : ["--accounts", String(accounts)]), ...stated);
}

function documentOf(
  result: AttackResult,
  written: ReadonlyMap<Finding, string>,
  command: string,
  status: number,
): object {
  const { search } = result;
  return {
    verdict: result.findings.length > 0 ? "found" : "nothing found with this budget",
    status,
    command,
    findings: result.findings.map((finding) => ({
      id: finding.id,
      kind: finding.verdict.kind,
      profit: String(finding.profit),
      objective: finding.scene.objective.name,
      amount: String(finding.verdict.net),
      fair: String(finding.verdict.fair),
      accounts: finding.verdict.accounts,
      leastCapital: finding.leastCapital,
      ...(finding.elsewhere && { elsewhere: finding.elsewhere }),
      foundAtCall: finding.calls,
      steps: finding.steps.map((step) => describeStep(finding.scene, step)),
      test: written.get(finding),
    })),
    known: Object.fromEntries(result.known),
    dust: String(result.dust),
    capital: String(result.capital),
    calls: search.calls,
    states: search.states,
    edges: search.edges,
    ...(result.power && { power: result.power.mutants }),
    functions: result.functions,
    neverSucceeded: result.untouched,
    means: ["several accounts", "callbacks", "order within the block", "approvals"],
    engine: { search: "fast", judged: "transactions" },
  };
}

/** What an attack tells of itself. */
function attackTold(
  { calls, of, best, states, edges, islands, seconds }: SearchProgress,
  limit: number | undefined,
): Told {
  return {
    doing: "searches",
    done: calls,
    of: limit === undefined ? of : undefined,
    rate: seconds > 0 ? calls / seconds : 0,
    unit: "calls",
    secondsLeft:
      limit !== undefined ? Math.max(0, limit - seconds) : calls > 0 ? (seconds / calls) * (of - calls) : undefined,
    counters: [
      { label: "best profit", value: formatNumber(units(best)) },
      { label: "states", value: formatNumber(states) },
      { label: "edges", value: formatNumber(edges) },
      { label: "island", value: formatNumber(islands + 1) },
    ],
  };
}

function progressText(
  { calls, of, best, states, edges, islands, seconds }: SearchProgress,
  limit: number | undefined,
): string {
  const left = limit === undefined ? (seconds / calls) * (of - calls) : limit - seconds;
  const budget = limit === undefined ? `/${formatNumber(of)}` : "";
  return (
    `best ${formatNumber(units(best))}, ${formatNumber(calls)}${budget} calls (${formatNumber(Math.round(calls / seconds))}/s), ` +
    `${formatNumber(states)} states, ${formatNumber(edges)} edges, island ${islands + 1}, ${formatSeconds(left)} left`
  );
}

/** Amounts by holding: whole tokens, or with a unit. */
function capitalFrom(text: string, { tokens }: World): Record<string, bigint> {
  return Object.fromEntries(
    Object.entries(readAssignments(text)).map(([name, amount]) => {
      if (/^\d+(\.\d+)?$/.test(amount))
        return [name, parseUnits(amount, tokens.find((one) => one.name === name)?.decimals ?? 18)];
      const wei = parseValue(parameter.wei(0n, { min: 0n, max: 1n, about: "an amount" }), amount);
      if (typeof wei !== "bigint")
        throw badOption("capital", "whole tokens, or amounts in wei or ether, as in token=1000,ether=5ether", amount);
      return [name, wei];
    }),
  );
}

/** A scenario in which nobody lives, with somebody who does nothing: contracts and what is worth money are enough. */
export function inhabited(loaded: LoadedScenario): LoadedScenario {
  const { scenario } = loaded;
  if (scenario.species.size > 0) return loaded;
  const nobody = { count: 1, role: "attacker", genome: {}, adaptation: fixed(), act: () => [] } as const;
  return { ...loaded, scenario: { ...scenario, species: new Map([["nobody", nobody]]) } };
}

function badOption(name: string, expected: string, found: string | number): InputError {
  return InputError.of("OPTION_VALUE", { where: `--${name}`, expected, found: String(found) });
}
