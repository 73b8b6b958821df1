import { ENGINES, type EngineName } from "../core/engines.ts";
import { HARDFORKS, type Hardfork } from "../core/hardfork.ts";

/** What a project's configuration may say under `rewardscape`. Paths are relative to the project's root. */
export interface RewardscapeUserConfig {
  /** Folder whose files are scenarios; "scenarios" unless stated. */
  readonly scenarios?: string;
  /** Folder of runs, results and reports; "runs" unless stated. */
  readonly out?: string;
  /** What executes the blocks of commands that name no engine; "fast" unless stated. */
  readonly engine?: EngineName;
  /** Rules of the chain where neither command nor scenario names any; the network's, if the configuration states them. */
  readonly hardfork?: Hardfork;
}

/** The project's settings with their defaults, folders as absolute paths. */
export interface RewardscapeConfig {
  readonly scenarios: string;
  readonly out: string;
  readonly engine?: EngineName;
  /** The network's where the settings name none, be it one that no engine executes. */
  readonly hardfork?: string;
}

/** One thing that is wrong with the settings. */
export interface SettingFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Everything that is wrong, of input that no compiler has seen. */
export function settingFaults(given: unknown): SettingFault[] {
  if (given === undefined) return [];
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return [{ path: [], message: 'expected an object, as in { scenarios: "scenarios" }' }];
  const faults: SettingFault[] = [];
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof typeof CHECKS] : undefined;
    const message = !check
      ? `expected one of ${Object.keys(CHECKS).join(", ")}`
      : value === undefined
        ? undefined
        : check(value);
    if (message !== undefined) faults.push({ path: [name], message });
  }
  return faults;
}

const folder = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? undefined : "expected the path of a folder";
const oneOf =
  (names: readonly string[]) =>
  (value: unknown): string | undefined =>
    typeof value === "string" && names.includes(value) ? undefined : `expected one of ${names.join(", ")}`;

const CHECKS = { scenarios: folder, out: folder, engine: oneOf(ENGINES), hardfork: oneOf(HARDFORKS) };
