import type { FunctionGas, Manifest } from "../core/history.ts";
import { openRun } from "../runs/read.ts";
import { formatParameter } from "../report/text.ts";
import { rangesOf } from "../scenario/measures.ts";
import type { Parameters } from "../scenario/parameters.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Change, Recorded } from "../verify/base.ts";
import type { Verification } from "../verify/verification.ts";

/** The verification without what the report alone needs. What is not a finite number is null in JSON. */
export function documentOf({ signOff, ...rest }: Verification): object {
  const { spec, breaches, regressions, runs } = signOff;
  return { ...rest, spec, breaches, regressions, runs };
}

/** What `--json` prints, and a later verification reads as its base. */
export function wholeDocumentOf(found: Verification, { design, gas }: Recorded, change?: Change | "none"): object {
  return { ...documentOf(found), design, gas, sample: found.signOff.sample, ...(change && { change }) };
}

/** What is known of the nominal run, by its report's file in the folder; nothing where there was none. */
export function nominalOf(
  folder: string,
  report: string | undefined,
): { readonly gas: readonly FunctionGas[]; readonly eventLogHash?: string } {
  if (report === undefined) return { gas: [] };
  const run = openRun(folder, report.replace(/\.html$/, ""));
  try {
    const { functionGas: gas = [], eventLogHash } = run.measurement ?? {};
    return { gas, ...(eventLogHash !== undefined && { eventLogHash }) };
  } finally {
    run.close();
  }
}

export function recordedOf(scenario: Scenario, { inputs }: Manifest, gas: readonly FunctionGas[]): Recorded {
  const design = Object.fromEntries(Object.entries(inputs.design).map(([name, value]) => [name, String(value)]));
  return { design, gas, ranges: rangesOf(scenario.measures) };
}

/** Values as people read them: amounts with their unit. */
export function shownDesign(design: Recorded["design"], parameters: Parameters): Recorded["design"] {
  return Object.fromEntries(
    Object.entries(design).map(([name, value]) => [
      name,
      parameters[name]?.kind === "wei" ? formatParameter(`${value}wei`) : value,
    ]),
  );
}

/** What made a verification that ends now. */
export function madeOf(
  command: string,
  { inputs, code, versions }: Manifest,
  eventLogHash: string | undefined,
): {
  readonly command: string;
  readonly date: string;
  readonly versions: Manifest["versions"];
  readonly hashes: { readonly [name: string]: string };
} {
  return {
    command,
    date: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    versions,
    hashes: {
      sources: inputs.sourceHash,
      ...(code !== undefined && { code }),
      ...(eventLogHash !== undefined && { "event log of the nominal run": eventLogHash }),
    },
  };
}
