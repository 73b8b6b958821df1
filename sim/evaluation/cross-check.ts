import { openChain } from "../chain/open.ts";
import type { ReplayedChain } from "../chain/replay/replayed-chain.ts";
import type { DrawOptions } from "../chain/replay/draw.ts";
import type { Inputs, EvaluateOptions } from "./inputs.ts";
import { adaptationOf } from "../scenario/population-faults.ts";

/** How many blocks of a run the Hardhat chain executes too, unless stated: see ruleOf in chain/replay/draw.ts. */
export const DEFAULT_REPLAYED_BLOCKS = "rule";

export interface CrossCheckOptions {
  readonly replay: DrawOptions["replay"];
  /** Where both traces are kept when the engines differ. */
  readonly traces: string;
  /** How many blocks the run waits for at its end. */
  readonly onWait?: (left: number) => void;
  /** Opens an engine without a cross-check. */
  readonly open?: EvaluateOptions["openChain"];
}

/** Options of an evaluation whose fast engine is cross-checked by the Hardhat chain; other engines need no cross-check. */
export function crossChecked(
  inputs: Inputs,
  { replay, traces, onWait, open = openChain }: CrossCheckOptions,
): Required<Pick<EvaluateOptions, "openChain" | "replay">> {
  let chain: ReplayedChain | undefined;
  return {
    async openChain(engine, wanted) {
      chain = undefined; // of an evaluation that begins anew on another engine
      if (engine !== "fast" || replay === 0) return open(engine, wanted);
      // Loaded here: a run without a cross-check would wait for the reading of what it does not use.
      const { openReplayed } = await import("../chain/replay/replayed-chain.ts");
      return (chain = await openReplayed(wanted, { seed: inputs.seed, replay, traces, ...blocksOf(inputs) }));
    },
    replay: () => chain?.settle(onWait),
  };
}

/** Blocks in which agents act. Of births, deaths and set-up there may be more. */
function blocksOf({ sizes, scenario, design }: Inputs): Pick<DrawOptions, "generations" | "blocks"> {
  const steady = [...scenario.species.values()].every(
    (spec) => adaptationOf(spec, design, sizes.generations).clock === "steady",
  );
  return { generations: sizes.generations, blocks: steady ? 1 : sizes.blocks };
}
