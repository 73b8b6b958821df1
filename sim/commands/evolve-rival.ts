import { suggest } from "../core/did-you-mean.ts";
import { InputError } from "../core/errors/errors.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { prepare, type Request } from "../evaluation/prepare.ts";
import type { EvolveOptions } from "./evolve-options.ts";
import { readAssignments } from "./options.ts";

/** The other runs of a paired comparison. */
export interface Rival {
  /** As in "without species hopper". */
  readonly name: string;
  readonly request: Request;
}

/**
 * What `--without` and `--baseline` compare with: the same request without a species or with an actor that does nothing,
 * and with other parameters. Undefined where neither is asked. Throws InputError PART_UNKNOWN.
 */
export function rivalOf(options: EvolveOptions, loaded: LoadedScenario, asked: Request): Rival | undefined {
  const { without, baseline } = options;
  if (without === undefined && baseline === undefined) return undefined;
  const set = { ...asked.set, ...(baseline !== undefined && readAssignments(baseline)) };
  const named = [
    ...(without === undefined ? [] : [`without ${without.replace(":", " ")}`]),
    ...(baseline === undefined ? [] : [`with ${baseline}`]),
  ].join(" and ");
  return { name: named, request: { ...asked, set, ...(without !== undefined && lacking(without, loaded, asked)) } };
}

function lacking(without: string, loaded: LoadedScenario, asked: Request): Partial<Request> {
  const { species, actors } = loaded.scenario;
  const [kind, name] = [without.slice(0, without.indexOf(":")), without.slice(without.indexOf(":") + 1)];
  const all = [
    ...[...species.keys()].map((one) => `species:${one}`),
    ...[...actors.keys()].map((one) => `actor:${one}`),
  ];
  if (!all.includes(without))
    throw InputError.of("PART_UNKNOWN", {
      where: "--without",
      found: without,
      remedy: suggest(without, all),
      parts: all.join(", "),
    });
  if (kind === "actor") return { conditions: { ...asked.conditions, idle: [name] } };
  // The others stay as many as they are beside it.
  return { agents: { ...prepare(loaded, asked).sizes.agents, [name]: 0 } };
}
