import type { OptionSpecs } from "./options.ts";
import { DOCTOR_OPTIONS } from "./doctor-options.ts";
import { COMPARE_OPTIONS } from "./compare-options.ts";
import { ATTACK_OPTIONS } from "./attack-options.ts";
import { EVOLVE_OPTIONS } from "./evolve-options.ts";
import { EXPLORE_OPTIONS } from "./explore-options.ts";
import { EXPORT_FORK_OPTIONS } from "./export-fork-options.ts";
import { INIT_OPTIONS } from "./init-options.ts";
import { filled } from "./option-checks.ts";
import { MERGE_OPTIONS } from "./merge-options.ts";
import { STUDIO_OPTIONS } from "./studio-options.ts";
import { VERIFY_OPTIONS } from "./verify-options.ts";
import { WORKER_OPTIONS } from "./worker-options.ts";

/** A command as the Hardhat plugin and the bin `rewardscape` offer it. */
export interface Command {
  readonly name: string;
  /** The name of its task in this repository, where it has one. */
  readonly shortName?: string;
  readonly about: string;
  readonly options: OptionSpecs;
  /** The option that is given by its place. */
  readonly positional?: {
    readonly name: string;
    readonly required?: boolean;
    /** Takes all that follow: an option of the kind list. */
    readonly variadic?: boolean;
  };
  /** Whether contracts are compiled first. */
  readonly builds: boolean;
  /** Loaded when it is called: a configuration imports this list. @returns the exit status */
  readonly load: () => Promise<{
    readonly default: (options: Readonly<Record<string, never>>, signal: AbortSignal) => Promise<number>;
  }>;
}

const OUT = { out: { kind: "text", check: filled, help: "folder of the run store" } } as const;
const SCENARIO = { name: "scenario" } as const;

export const COMMANDS: readonly Command[] = [
  {
    name: "evolve",
    shortName: "evolve",
    about: "Let a population of agents live on a reward contract, and see what it becomes",
    options: EVOLVE_OPTIONS,
    positional: SCENARIO,
    builds: true,
    load: async () => ({ default: (await import("./evolve.ts")).evolve }),
  },
  {
    name: "explore",
    shortName: "explore",
    about: "Search a scenario's designs for those that meet its goals best when agents adapt to each",
    options: EXPLORE_OPTIONS,
    positional: SCENARIO,
    builds: true,
    load: async () => ({ default: (await import("./explore.ts")).explore }),
  },
  {
    name: "verify",
    shortName: "verify-design",
    about: "Hold a design against its goals while the world varies: a spec sheet and one verdict",
    options: VERIFY_OPTIONS,
    positional: SCENARIO,
    builds: true,
    load: async () => ({ default: (await import("./verify.ts")).verify }),
  },
  {
    name: "init",
    about: "Write a first scenario for a contract: it runs before anything is edited",
    options: INIT_OPTIONS,
    positional: { name: "contract" },
    builds: true,
    load: async () => ({ default: (await import("./init.ts")).init }),
  },
  {
    name: "doctor",
    about: "Tell what a run finds here, and what is missing",
    options: DOCTOR_OPTIONS,
    builds: false,
    load: async () => ({ default: (await import("./doctor.ts")).doctor }),
  },
  {
    name: "attack",
    shortName: "attack",
    about: "Search for the most that an outsider can take, and write the shortest proof as a test",
    options: ATTACK_OPTIONS,
    positional: SCENARIO,
    builds: true,
    load: async () => ({ default: (await import("./attack.ts")).attack }),
  },
  {
    name: "export-fork",
    about: "Write what a scenario has loaded of a live chain into one file",
    options: EXPORT_FORK_OPTIONS,
    positional: { name: "scenario", required: true },
    builds: false,
    load: async () => ({ default: (await import("./export-fork.ts")).exportForkOf }),
  },
  {
    name: "scenarios",
    shortName: "scenarios",
    about: "List the scenarios, a line each",
    options: {},
    builds: false,
    load: async () => ({ default: (await import("./lists.ts")).scenarios }),
  },
  {
    name: "runs",
    shortName: "runs",
    about: "List the stored runs",
    options: OUT,
    builds: false,
    load: async () => ({ default: (await import("./lists.ts")).runs }),
  },
  {
    name: "report",
    shortName: "report",
    about: "Make the report of a stored run again",
    options: { ...OUT, run: { kind: "text", check: filled, help: "id of the run (the command runs lists them)" } },
    positional: { name: "run", required: true },
    builds: false,
    load: async () => ({ default: (await import("./lists.ts")).report }),
  },
  {
    name: "compare",
    shortName: "compare",
    about: "Set runs or designs side by side: what differs, paired differences, verdicts",
    options: COMPARE_OPTIONS,
    positional: { name: "ids", required: true, variadic: true },
    builds: false,
    load: async () => ({ default: (await import("./compare.ts")).compare }),
  },
  {
    name: "studio",
    shortName: "studio",
    about: "Serve a page over the stores: what runs now, all runs, comparisons",
    options: STUDIO_OPTIONS,
    builds: false,
    load: async () => ({ default: (await import("./studio.ts")).studio }),
  },
  {
    name: "merge",
    shortName: "merge",
    about: "Join what shards have stored into one folder, by the hashes of the inputs",
    options: MERGE_OPTIONS,
    positional: { name: "folders", required: true, variadic: true },
    builds: false,
    load: async () => ({ default: (await import("./merge.ts")).merge }),
  },
  {
    name: "worker",
    shortName: "worker",
    about: "Do jobs of a queue, for commands on any machine that have the same code (--queue)",
    options: WORKER_OPTIONS,
    builds: true,
    load: async () => ({ default: (await import("./worker.ts")).worker }),
  },
];

export function commandOf(name: string): Command {
  return COMMANDS.find((command) => command.name === name)!;
}
