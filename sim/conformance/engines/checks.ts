import type { Check } from "../check.ts";
import { Bench } from "./bench.ts";
import { blocks } from "./blocks.ts";
import { calls } from "./calls.ts";
import { deployment } from "./deployment.ts";
import { gas } from "./gas.ts";
import { inclusion } from "./inclusion.ts";
import { rejection } from "./rejection.ts";
import { snapshots } from "./snapshots.ts";
import type { EngineSubject } from "./subject.ts";
import { views } from "./views.ts";

const GROUPS = {
  "calls ": calls,
  "gas ": gas,
  "a call is rejected ": rejection,
  "a call is not included ": inclusion,
  "a block ": blocks,
  "deployment ": deployment,
  "views ": views,
  "": snapshots,
};

/**
 * What every engine must do: the order, outcomes, gas, logs and return data of calls, contexts of blocks, deployments,
 * views and snapshots, on compiled contracts that the package brings.
 * @param subject what opens the chains
 * @returns the checks, to be registered with any test framework; each opens and closes a chain of its own
 *
 * @example
 * const open = (options: ChainOptions) => openChain("fast", options);
 * for (const { name, run } of engineChecks({ name: "fast", open, exactGas: true })) test(name, run);
 */
export function engineChecks(subject: EngineSubject): readonly Check[] {
  return Object.entries(GROUPS).flatMap(([group, checks]) =>
    Object.entries(checks).map(([promise, check]) => ({
      name: `${subject.name}: ${group}${promise}`,
      async run() {
        const opened: Bench[] = [];
        try {
          await check(async (accounts, blockGasLimit, hardfork) => {
            const bench = await Bench.open((options) => subject.open(options), accounts, blockGasLimit, hardfork);
            opened.push(bench);
            return bench;
          }, subject);
        } finally {
          for (const { chain } of opened) await chain.close();
        }
      },
    })),
  );
}
