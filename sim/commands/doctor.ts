import { examine, type Finding } from "../doctor/doctor.ts";
import { currentProject } from "../project/project.ts";
import type { DOCTOR_OPTIONS } from "./doctor-options.ts";
import type { Options } from "./options.ts";

const MARKS = { ok: "ok", poor: "poor", missing: "MISSING" };

/** Tells what is there and what is missing. @returns 1 when a run cannot begin */
export async function doctor({ json = false }: Options<typeof DOCTOR_OPTIONS>): Promise<number> {
  const findings = examine(currentProject());
  process.stdout.write(json ? `${JSON.stringify({ findings }, null, 2)}\n` : table(findings));
  return findings.some(({ state }) => state === "missing") ? 1 : 0;
}

function table(findings: readonly Finding[]): string {
  const width = findings.reduce((most, { name }) => Math.max(most, name.length), 0);
  const lines = findings.flatMap(({ name, state, found, remedy }) => [
    `${MARKS[state].padEnd(8)}${name.padEnd(width + 2)}${found}`,
    ...(remedy === undefined ? [] : [`${" ".repeat(width + 10)}what to do: ${remedy}`]),
  ]);
  return `${lines.join("\n")}\n`;
}
