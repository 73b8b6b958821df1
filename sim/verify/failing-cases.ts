import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { readJsonOr, unreadBecause } from "../core/outside-file.ts";
import { fileNameOf } from "../runs/folder.ts";
import { hashJson } from "../runs/json.ts";
import { unitOf, type MeasureUnits } from "../scenario/measures.ts";
import { casesShape } from "./cases-shape.ts";
import type { Subject, Trial } from "./runner.ts";
import type { Deviated } from "./deviation-case.ts";
import { relativeMargin, type Limit } from "./limits.ts";
import type { Failure, KeptCase } from "./sign-off.ts";
import type { Breach } from "./verify-job.ts";

/** A failure with everything needed to run it again, as it lies in the file. */
export interface FailingCase {
  /** As in `gini-3`: the measure, or the code of a breach, and a number. */
  readonly name: string;
  readonly goal: string;
  readonly measure: string;
  /** Of the measure; absent for a bare number, and in files of older versions. */
  readonly unit?: string;
  /** Null after a breach. */
  readonly value: number | null;
  /** What was run: design, sizes, seed and conditions. */
  readonly subject: Subject;
  readonly trial: Trial;
  /** Where it was met: judged like a corner from then on, or met by chance. */
  readonly origin: "corner" | "search" | "chance";
  readonly breach?: Breach;
  /** Of a goal on a deviation's gain. */
  readonly deviation?: Deviated;
  /** Of all the rest; absent from files of older versions. */
  readonly checksum?: string;
}

/** Cases that are kept of a goal and a design: the worst that were new, so that replaying stays cheap. */
const MAX_A_GOAL = 10;

export function casesFile(folder: string, scenario: string): string {
  return join(folder, "failing-cases", `${fileNameOf(scenario)}.json`);
}

/** The kept cases of a scenario, oldest first. Throws InputError CASES_BROKEN for a file that is not what was written. */
export function readCases(folder: string, scenario: string): FailingCase[] {
  const file = casesFile(folder, scenario);
  let cases: readonly FailingCase[];
  try {
    const read = readJsonOr([], file);
    casesShape.read(read, "$");
    // As it was written: what this version does not know of is part of what the checksum is of.
    cases = read as unknown as readonly FailingCase[];
  } catch (cause) {
    throw InputError.of("CASES_BROKEN", { where: file, found: unreadBecause(cause) }, { cause });
  }
  const damaged = cases.every(({ checksum }) => checksum === undefined)
    ? undefined
    : cases.find((one) => !isWhole(one));
  if (!damaged) return [...cases];
  const found = `case ${damaged.name} with the checksum of another: it is damaged`;
  throw InputError.of("CASES_BROKEN", { where: file, found });
}

/** In a file of this version every case has a checksum, in an older one none has. */
function isWhole({ checksum, ...rest }: FailingCase): boolean {
  return checksum === hashJson(rest);
}

const sealed = ({ checksum: _checksum, ...rest }: FailingCase): FailingCase => ({ ...rest, checksum: hashJson(rest) });

/** One case by its name. Throws InputError CASE_UNKNOWN with the nearest names. */
export function findCase(cases: readonly FailingCase[], name: string, scenario: string): FailingCase {
  const found = cases.find((one) => one.name === name);
  if (found) return found;
  const names = cases.map((one) => one.name);
  throw InputError.of("CASE_UNKNOWN", {
    where: `failing cases of ${scenario}`,
    expected: names.length > 0 ? `one of ${names.slice(-8).join(", ")}` : "a kept case; there is none yet",
    found: name,
    remedy:
      names.length > 0
        ? suggest(name, names)
        : "leave --case out: a verification keeps the failures that it finds here",
  });
}

/** A case as the next verification replays it. */
export function keptCase({ name, goal, measure, trial, origin, deviation }: FailingCase): KeptCase {
  const corner = origin === "search" && !deviation;
  return { name, goal, measure, trial, corner, ...(deviation && { deviation }) };
}

/** Adds new failures under names of their own, the worst of each goal, and writes the file. @returns those added. */
export function keepFailures(
  folder: string,
  scenario: string,
  subject: Subject,
  failures: readonly (Failure & { readonly origin?: FailingCase["origin"] })[],
  limits: readonly Limit[],
  units: MeasureUnits = {},
): FailingCase[] {
  const cases = readCases(folder, scenario);
  // By the measure: a goal that was tightened has another text, and its old cases are judged by it.
  const key = ({ measure, trial }: { readonly measure: string; readonly trial: Trial }): string =>
    JSON.stringify([measure, trial.seed, trial.conditions ?? {}]);
  const known = new Set(cases.map(key));
  const same = (other: Subject): boolean => JSON.stringify(other) === JSON.stringify(subject);
  const added: FailingCase[] = [];
  for (const goal of new Set(failures.map((failure) => failure.goal))) {
    const limit = limits.find(({ text }) => text === goal);
    const held = limit?.measure ?? failures.find((failure) => failure.goal === goal)!.measure;
    const size = (failure: Failure): number => (limit ? relativeMargin(limit, failure.value) : -Infinity);
    const worst = failures
      .filter((failure) => failure.goal === goal && !known.has(key(failure)))
      .sort((a, b) => size(a) - size(b) || 0)
      .slice(0, Math.max(0, MAX_A_GOAL - cases.filter((one) => one.measure === held && same(one.subject)).length));
    for (const failure of worst) {
      known.add(key(failure));
      const { measure, world, trial, value, breach, deviation } = failure;
      const stem = measure.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase();
      const number = 1 + [...cases, ...added].filter((one) => one.name.replace(/-\d+$/, "") === stem).length;
      const origin = failure.origin ?? (world.kind === "extreme" || world.kind === "inside" ? "corner" : "chance");
      const made = {
        name: `${stem}-${number}`,
        goal,
        measure,
        ...(unitOf(measure, units) !== "" && { unit: unitOf(measure, units) }),
        value: Number.isFinite(value) ? value : null,
        subject,
        trial: {
          seed: trial.seed,
          ...(trial.generations !== undefined && { generations: trial.generations }),
          conditions: trial.conditions ?? {},
        },
        origin,
        ...(breach && { breach }),
        ...(deviation && { deviation }),
      };
      added.push(sealed(made));
    }
  }
  if (added.length > 0)
    writeWhole(casesFile(folder, scenario), `${JSON.stringify([...cases.map(sealed), ...added], null, 2)}\n`);
  return added;
}

/** Whole or not at all: a file half written would lose the cases of before. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}.tmp`, text);
  renameSync(`${file}.${process.pid}.tmp`, file);
}
