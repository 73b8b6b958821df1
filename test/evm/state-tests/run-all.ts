import { Evm, type EvmOptions } from "../../../sim/evm/host/evm.ts";
import { loadCases, stateTestFiles, type StateTestCase } from "./fixtures.ts";
import { runCase } from "./run-case.ts";

/** Both ways of executing that must pass. */
export const MODES = ["interpreted", "compiled"] as const satisfies readonly EvmOptions["mode"][];
export type Mode = (typeof MODES)[number];

/** Cases that are not run, by the beginning of their name, each with its reason. */
export const SKIPPED: Readonly<Record<string, string>> = {};

export interface FolderResult {
  readonly folder: string;
  readonly files: number;
  readonly cases: number;
  readonly passed: Record<Mode, number>;
  /** Case, mode and what differs. */
  readonly failures: string[];
  readonly skipped: string[];
}

interface RunnerEngine {
  readonly mode: Mode;
  readonly evm: Evm;
  /** Its snapshot without accounts. */
  readonly empty: number;
}

/** Runs official state tests in both modes on one engine each for the same rules, brought back to its empty state between cases. */
export class StateTestRunner {
  readonly #engines = new Map<string, readonly RunnerEngine[]>();

  #enginesOf({ hardfork, draft }: StateTestCase): readonly RunnerEngine[] {
    const rules = `${hardfork} ${draft}`;
    let engines = this.#engines.get(rules);
    if (!engines) {
      engines = MODES.map((mode) => {
        const evm = Evm.create({ mode, hardfork, draft });
        return { mode, evm, empty: evm.snapshot() };
      });
      this.#engines.set(rules, engines);
    }
    return engines;
  }

  runFolder(folder: string, files: readonly string[]): FolderResult {
    const result: FolderResult = {
      folder,
      files: files.length,
      cases: 0,
      passed: { interpreted: 0, compiled: 0 },
      failures: [],
      skipped: [],
    };
    for (const file of files) {
      for (const test of loadCases(file)) {
        const reason = Object.entries(SKIPPED).find(([name]) => test.name.startsWith(name))?.[1];
        if (reason !== undefined) result.skipped.push(`${test.name}: ${reason}`);
        else this.#runCase(test, result);
      }
    }
    return result;
  }

  #runCase(test: StateTestCase, result: FolderResult & { cases: number }): void {
    result.cases++;
    for (const { mode, evm, empty } of this.#enginesOf(test)) {
      const differences = this.#differences(evm, test);
      if (differences.length === 0) result.passed[mode]++;
      else result.failures.push(`${test.name} ${mode}: ${differences.join("; ")}`);
      evm.restore(empty);
    }
  }

  #differences(evm: Evm, test: StateTestCase): string[] {
    try {
      return runCase(evm, test);
    } catch (error) {
      return [`the engine threw ${String(error)}`];
    }
  }
}

/** Every folder of the suites whose name matches, in order. */
export function* runAll(suites: readonly string[], only = /./): Generator<FolderResult> {
  const runner = new StateTestRunner();
  for (const [folder, files] of stateTestFiles(suites)) if (only.test(folder)) yield runner.runFolder(folder, files);
}
