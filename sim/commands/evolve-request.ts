import type { Hardfork } from "../core/hardfork.ts";
import type { Request } from "../evaluation/prepare.ts";
import { engineOf } from "../project/project.ts";
import type { EvolveOptions } from "./evolve-options.ts";
import { foundDesign } from "./found-design.ts";
import { readAgents, readAssignments } from "./options.ts";

/** What is asked of a run. */
export function requestOf(options: EvolveOptions, folder: string, scenario: string): Request {
  return {
    engine: engineOf(options.engine),
    ...(options.hardfork !== undefined && { hardfork: options.hardfork as Hardfork }),
    seed: options.seed,
    agents: options.agents === undefined ? undefined : readAgents(options.agents),
    generations: options.generations,
    blocks: options.blocks,
    set: {
      ...(options.design !== undefined && foundDesign(folder, options.design, scenario)),
      ...(options.set !== undefined && readAssignments(options.set)),
    },
  };
}
