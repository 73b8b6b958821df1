import { typedOption } from "../core/typed-option.ts";
import { parseUnits } from "viem";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { attack as searchAttacks, attackPart, isFound, type AttackResult } from "../attack/attack.ts";
import { inhabited } from "../attack/inhabited.ts";
import { ACCOUNTS, GENERATIONS, isSameSetting, playLedger, type PlayedFinding } from "../attack/known.ts";
import { readLedger, type Setting } from "../attack/ledger.ts";
import { withSources } from "../attack/scene-request.ts";
import type { SearchProgress } from "../attack/search.ts";
import type { Library } from "../attack/write-test.ts";
import { ENTRY, recordWorld, type World } from "../attack/world.ts";
import type { Hardfork } from "../core/hardfork.ts";
import { InputError } from "../core/errors/errors.ts";
import { defaultScenario, loadScenario } from "../evaluation/load.ts";
import { prepare } from "../evaluation/prepare.ts";
import { attackPage, attackSections } from "../report/attack/page.ts";
import { writeReport } from "../report/html/write.ts";
import { attackSummary } from "../report/attack/summary.ts";
import { screen, silent } from "../report/screen.ts";
import { measureUnits } from "../scenario/measures.ts";
import { parameter, parseValue } from "../scenario/parameters.ts";
import type { ActivityWriter } from "../runs/activity-file.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { fileNameOf } from "../runs/folder.ts";
import { hashJson } from "../runs/json.ts";
import { commandLine } from "../project/project.ts";
import { damageNote } from "./damage.ts";
import { openPool } from "./queue/open-pool.ts";
import { islandStatement, readShard } from "./shard.ts";
import { givenFlags, telling, withoutPlace } from "./telling.ts";
import { documentOf, writeFindings } from "./attack-output.ts";
import { attackTold, progressText } from "./attack-progress.ts";
import { ATTACK_OPTIONS, type AttackCommandOptions } from "./attack-options.ts";
import { EXIT } from "./exit.ts";
import { readAgents, readAssignments, requireOptions } from "./options.ts";

/** Unless a budget is given. */
const EVALUATIONS = 200_000;
/** Faults that are planted unless a number is given. */
const POWER = 4;
/** From so many evaluations on, processes are worth the seconds that they take to begin. */
const POOLED = 500_000;

/**
 * Searches for the most that an outsider can take, and writes the shortest proof as a test. Exit status: 0 nothing found with
 * the whole budget, 2 found, 3 nothing found though a function never succeeded or the budget was cut, 130 interrupted.
 */
export async function attack(options: AttackCommandOptions, signal: AbortSignal): Promise<number> {
  requireOptions(ATTACK_OPTIONS, options);
  const shard = readShard(options.shard);
  const name = options.scenario ?? (await defaultScenario());
  const evaluations = options.evaluations ?? (options.seconds === undefined ? EVALUATIONS : Number.MAX_SAFE_INTEGER);
  const { accounts = ACCOUNTS, entry = ENTRY, generations = GENERATIONS } = options;
  const seed = options.seed ?? "1";
  const folder = options.out ?? "attacks";
  const loaded = inhabited(await loadScenario(name));
  const life = {
    seed,
    generations,
    ...(options.blocks !== undefined && { blocks: options.blocks }),
    ...(options.agents !== undefined && { agents: readAgents(options.agents) }),
  };
  const design = {
    ...(options.hardfork !== undefined && { hardfork: options.hardfork as Hardfork }),
    ...(options.set !== undefined && { set: readAssignments(options.set) }),
  };
  const inputs = prepare(loaded, { engine: "fast", ...life, ...design });
  const file = join(folder, `${fileNameOf(loaded.scenario.name)}.json`);
  const ledger = readLedger(file);
  const live = options.quiet ? silent : screen(process.stderr);
  live.write(`attacking ${loaded.scenario.name}: ${loaded.scenario.base.title}`);
  const world = await recordWorld(inputs, entry);
  const capital = options.capital === undefined ? undefined : capitalFrom(options.capital, world);
  const setting: Setting = {
    ...life,
    accounts,
    entry,
    ...(options.flash !== undefined && { flash: millionths(options.flash) }),
    ...(capital && { capital: Object.fromEntries(Object.entries(capital).map(([of, wei]) => [of, String(wei)])) }),
  };
  const { objective } = options;
  const request = withSources(loaded, {
    ...{ scenario: name, ...design, ...setting, seed, accounts, entry },
    ...(objective !== undefined && { objective }),
  });
  const asked = {
    ...{ seed, evaluations, accounts, ledger, signal },
    power: options.brief ? 0 : (options.power ?? POWER),
    elsewhere: !options.brief,
    ...(options.seconds !== undefined && { seconds: options.seconds }),
    ...(objective !== undefined && { objective }),
    ...(capital && { capital }),
    ...(options.flash !== undefined && { flash: { fee: millionths(options.flash) } }),
  };
  const ownWidth = evaluations < POOLED || options.seconds !== undefined ? 1 : availableParallelism();
  const { workers = options.queue === undefined ? ownWidth : 1 } = options;
  const results = openEvaluations(folder);
  const pool =
    workers === 1 && options.queue === undefined
      ? undefined
      : await openPool({ ...options, workers }, loaded, (text) => live.write(text));
  const islands = { request, results, ...(pool && { pool, width: workers }) };
  const units = measureUnits(loaded.scenario.measures);
  const search = async (activity: ActivityWriter): Promise<AttackResult | number> => {
    const onProgress = (progress: SearchProgress): void => {
      live.say(progressText(progress, options.seconds, options.objective, units));
      activity.tell(attackTold(progress, options.seconds, options.objective, units));
    };
    if (shard) {
      const part = await attackPart(world, { ...asked, islands, onProgress }, shard).finally(() => live.end());
      if (part.interrupted) return EXIT.interrupted;
      process.stdout.write(islandStatement(shard, part, folder, options.json));
      return EXIT.done;
    }
    // Those of another life are played in theirs; the search begins with all of them either way.
    const foreign = await playLedger(
      loaded,
      design,
      ledger.filter((kept) => !isSameSetting(kept.setting, setting)),
    );
    const searched = await searchAttacks(world, { ...asked, islands, onProgress }).finally(() => live.end());
    const found = { ...searched, known: new Map([...searched.known, ...statusesOf(foreign)]) };
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
  const { workers: _workers, ...question } = withoutPlace(options);
  const activityId = `attack-${fileNameOf(loaded.scenario.name)}-${hashJson(question).slice(0, 8)}`;
  let result: AttackResult | number;
  try {
    result = await telling(folder, activityId, "attack", told, search, () => signal.aborted);
  } finally {
    await pool?.close();
    results.close();
    process.stderr.write(damageNote(results));
  }
  if (typeof result === "number") return result;
  try {
    const command = commandText(options, name, seed, accounts, result);
    const library = (options.tests ?? "viem") as Library;
    const written = writeFindings(result, { folder, file, ledger, command, setting, library });
    const title = `${loaded.scenario.name}: ${loaded.scenario.base.title}`;
    if (written.size > 0) writeReport(file.replace(/json$/, "html"), attackPage(title, result, command));
    const excluded = new Set((options.exclude ?? "").split(",").map((one) => one.trim()));
    const untouched = result.untouched.filter((one) => !excluded.has(one.name));
    const cut = evaluations !== Number.MAX_SAFE_INTEGER && result.search.calls < evaluations;
    const status = signal.aborted
      ? EXIT.interrupted
      : isFound(result)
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

const statusesOf = (played: readonly PlayedFinding[]): (readonly [string, PlayedFinding["status"]])[] =>
  played.map(({ id, status }) => [id, status]);

/** The command that gives this result again. */
function commandText(
  options: AttackCommandOptions,
  name: string,
  seed: string,
  accounts: number,
  { search }: AttackResult,
): string {
  const stated = (
    ["set", "capital", "flash", "objective", "agents", "generations", "blocks", "entry", "hardfork"] as const
  ).flatMap((key) => (options[key] === undefined ? [] : [`--${typedOption(key)}`, String(options[key])]));
  const own = ["--seed", seed, "--evaluations", String(search.budget)];
  return commandLine(
    "attack",
    name,
    ...own,
    ...(accounts === ACCOUNTS ? [] : ["--accounts", String(accounts)]),
    ...stated,
  );
}

const millionths = (part: number): number => Math.round(part * 1e6);

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

function badOption(name: string, expected: string, found: string | number): InputError {
  return InputError.of("OPTION_VALUE", { where: `--${name}`, expected, found: String(found) });
}
