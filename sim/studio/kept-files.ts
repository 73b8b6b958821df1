import { readdirSync } from "node:fs";
import { join } from "node:path";
import { RewardscapeError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { readJson } from "../core/outside-file.ts";
import { array, json, object, optional, string } from "../core/shape.ts";
import { guarded } from "../runs/sqlite.ts";
import type { CaseRow, FindingRow } from "./api.ts";
import { LIMITS } from "./limits.ts";

/** A failing case as it is stored; `file` is the scenario's name as a part of file names. */
export interface StoredCase extends Pick<CaseRow, "scenario" | "name" | "goal" | "unit" | "seed" | "conditions"> {
  readonly file: string;
  readonly value: number | null;
}

const cases = array(
  object({
    name: string,
    goal: string,
    unit: optional(string),
    value: optional(json),
    subject: object({ scenario: string }),
    trial: object({ seed: string, conditions: optional(json) }),
  }),
);
const findings = array(
  object({
    ...{ id: string, kind: string, objective: optional(string), profit: string, command: string, status: string },
    steps: array(json),
  }),
);

/** All kept cases of a folder. A file that is not ours is left out. */
export function storedCases(folder: string): StoredCase[] {
  return jsonFiles(join(folder, "failing-cases")).flatMap(({ stem, value }) =>
    orNone(() =>
      cases.read(value(), stem).map(({ name, goal, unit = "", value: measured, subject, trial }): StoredCase => ({
        file: stem,
        scenario: subject.scenario,
        name,
        goal,
        unit,
        value: typeof measured === "number" ? measured : null,
        seed: trial.seed,
        conditions: JSON.stringify(trial.conditions ?? {}).slice(0, LIMITS.text),
      })),
    ),
  );
}

/** All findings of a folder of ledgers. */
export function storedFindings(folder: string): FindingRow[] {
  return jsonFiles(folder).flatMap(({ stem, value }) =>
    orNone(() =>
      findings.read(value(), stem).map(({ steps, objective = "profit", ...finding }): FindingRow => ({
        ...finding,
        objective,
        scenario: stem,
        steps: steps.map(stepText),
      })),
    ),
  );
}

/** A kept step in words: who calls what, how long is waited. */
export function stepText(step: Json): string {
  if (typeof step !== "object" || step === null || Array.isArray(step)) return shown(step);
  const { by, call, args, value, wait, honest, within } = step as { readonly [name: string]: Json };
  if (wait !== undefined) return wait === 1 ? "wait for the next block" : `wait ${shown(wait)} blocks`;
  if (honest !== undefined) return `let ${shown(honest)} honest call${honest === 1 ? "" : "s"} pass`;
  const list = Array.isArray(args) ? args.map(shown).join(", ") : "";
  const paid = value === undefined ? "" : ` with ${shown(value)}`;
  const inner = Array.isArray(within) && within.length > 0 ? `, and within it: ${within.map(stepText).join("; ")}` : "";
  return `${shown(by ?? "")} calls ${shown(call ?? "")}(${list})${paid}${inner}`.slice(0, 4 * LIMITS.text);
}

function shown(value: Json): string {
  if (typeof value === "string") return value.slice(0, LIMITS.text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return JSON.stringify(value).slice(0, LIMITS.text);
  const one = value as { readonly [name: string]: Json };
  if (one["number"] !== undefined) return shown(one["number"]);
  if (one["address"] !== undefined) return shown(one["address"]);
  if (one["bool"] !== undefined) return shown(one["bool"]);
  if (one["raw"] !== undefined) return shown(one["raw"]);
  if (Array.isArray(one["list"])) return `[${(one["list"] as readonly Json[]).map(shown).join(", ")}]`;
  if (one["of"] !== undefined) return shareText(Number(one["parts"]), shown(one["of"]), shown(one["plus"] ?? "0"));
  return stepText(value);
}

/** Of how many parts a whole is, in a kept step. */
const WHOLE = 1e9;

function shareText(parts: number, what: string, plus: string): string {
  const share = parts === WHOLE ? "all of" : `${Number(((100 * parts) / WHOLE).toPrecision(6))} % of`;
  const more = /^-?0$/.test(plus) ? "" : plus.startsWith("-") ? ` less ${plus.slice(1)}` : ` and ${plus} more`;
  return `${share} ${what}${more}`;
}

function jsonFiles(folder: string): { readonly stem: string; readonly value: () => Json }[] {
  let names: string[] = [];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .slice(0, LIMITS.kept);
  } catch {
    // no such folder: nothing is kept
  }
  return names.map((name) => {
    const file = join(folder, name);
    return {
      stem: name.slice(0, -".json".length),
      value: () => guarded(file, () => readJson(file, LIMITS.json)),
    };
  });
}

function orNone<T>(read: () => readonly T[]): readonly T[] {
  try {
    return guarded("", read);
  } catch (error) {
    if (error instanceof RewardscapeError) return [];
    throw error;
  }
}
