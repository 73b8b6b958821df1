import { pushAll } from "../core/many.ts";
import { Fault } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import type { EnvironmentConditions, Forcing } from "./conditions.ts";
import type { Declaration } from "./declaration.ts";
import type { Domain } from "./process.ts";
import { sampleOf, uncertainFaults } from "./uncertain.ts";

const LAST = 1 - 2 ** -53; // the largest innovation

/** ENVIRONMENT_NAME, ENVIRONMENT_NUMBER, ENVIRONMENT_DOMAIN, and what the processes find. */
export function environmentFaults(environment: Declaration): Fault[] {
  const faults: Fault[] = [];
  for (const name of environment.names) {
    if (!/^[A-Za-z_$][\w$]*$/.test(name))
      faults.push(Fault.of("ENVIRONMENT_NAME", { found: JSON.stringify(name), where: "environment" }));
    pushAll(faults, environment.processes[name]!.faults(`environment.${name}`));
  }
  for (const { process, parameter, name, declared } of environment.variables) {
    const where = `environment.${name}`;
    const wrong = uncertainFaults(declared);
    pushAll(
      faults,
      wrong.map((pair) => Fault.of("ENVIRONMENT_NUMBER", { ...pair, where })),
    );
    if (wrong.length > 0) continue;
    const domain = environment.processes[process]!.domains[parameter]!;
    // Sampling may reach the ends of the distribution, not only the corners, so all of it must be allowed.
    for (const value of [sampleOf(declared, 0), sampleOf(declared, LAST)]) {
      if (inDomain(domain, value)) continue;
      faults.push(
        Fault.of("ENVIRONMENT_DOMAIN", {
          expected: describeDomain(domain),
          found: typeof declared === "number" ? String(declared) : `${declared.kind} that reaches ${value}`,
          where,
          remedy: typeof declared === "number" ? undefined : "use range, uniform or lognormal within the limits",
        }),
      );
      break;
    }
  }
  return faults;
}

/** CONDITION_UNKNOWN (nearest names offered), CONDITION_PIN, CONDITION_INNOVATION, CONDITION_FORCING, CONDITION_OFFSET. */
export function conditionFaults(environment: Declaration, conditions: EnvironmentConditions): Fault[] {
  const faults: Fault[] = [];
  const names = new Set<string>(environment.names);
  const unknown = (where: string, kind: string, name: string, known: readonly string[]) =>
    faults.push(
      Fault.of("CONDITION_UNKNOWN", {
        expected: `the name of ${kind}`,
        found: JSON.stringify(name),
        where: `conditions.${where}`,
        remedy: suggest(name, known),
      }),
    );

  for (const [name, value] of Object.entries(conditions.pinned ?? {})) {
    const variable = environment.variables.find((entry) => entry.name === name);
    if (!variable) {
      unknown(
        "pinned",
        "an environment variable",
        name,
        environment.variables.map((entry) => entry.name),
      );
      continue;
    }
    const domain = environment.processes[variable.process]!.domains[variable.parameter]!;
    if (Number.isFinite(value) && inDomain(domain, value)) continue;
    const where = `conditions.pinned.${name}`;
    faults.push(Fault.of("CONDITION_PIN", { expected: describeDomain(domain), found: String(value), where }));
  }

  for (const [name, forcing] of Object.entries(conditions.forcing ?? {})) {
    if (!names.has(name)) unknown("forcing", "an environment value", name, environment.names);
    for (const wave of forcingsOf(forcing)) {
      if ([wave.amplitude, wave.omega, wave.phase].every(Number.isFinite)) continue;
      faults.push(
        Fault.of("CONDITION_FORCING", {
          found: JSON.stringify(wave, (_, v: unknown) =>
            typeof v === "number" && !Number.isFinite(v) ? String(v) : v,
          ),
          where: `conditions.forcing.${name}`,
        }),
      );
    }
  }

  for (const [name, offsets] of Object.entries(conditions.offsets ?? {})) {
    if (!names.has(name)) unknown("offsets", "an environment value", name, environment.names);
    const bad = offsets.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    const found = `${offsets[bad]} at index ${bad}`;
    faults.push(Fault.of("CONDITION_OFFSET", { found, where: `conditions.offsets.${name}` }));
  }

  for (const [name, innovations] of Object.entries(conditions.innovations ?? {})) {
    if (!names.has(name)) {
      unknown("innovations", "an environment value", name, environment.names);
      continue;
    }
    const bad = innovations.findIndex((u) => u !== null && !(u >= 0 && u < 1));
    if (bad < 0) continue;
    faults.push(
      Fault.of("CONDITION_INNOVATION", {
        found: `${innovations[bad]} at index ${bad}`,
        where: `conditions.innovations.${name}`,
      }),
    );
  }
  return faults;
}

export function forcingsOf(forcing: Forcing | readonly Forcing[] | undefined): readonly Forcing[] {
  if (forcing === undefined) return [];
  return "amplitude" in forcing ? [forcing] : forcing;
}

function inDomain({ above, atLeast, atMost }: Domain, value: number): boolean {
  return (
    !(above !== undefined && value <= above) &&
    !(atLeast !== undefined && value < atLeast) &&
    !(atMost !== undefined && value > atMost)
  );
}

function describeDomain({ above, atLeast, atMost }: Domain): string {
  const limits = [
    above === undefined ? [] : [`above ${above}`],
    atLeast === undefined ? [] : [`at least ${atLeast}`],
    atMost === undefined ? [] : [`at most ${atMost}`],
  ].flat();
  return ["a finite number", ...limits].join(", ");
}
