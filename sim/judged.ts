import { openChain } from "./chain/open.ts";
import { openReplayed, type ReplayedChain } from "./chain/replay/replayed-chain.ts";
import type { Inputs, Surroundings } from "./evaluate.ts";
import { adaptationOf } from "./scenario/population-faults.ts";

/** Blocks of a run that the Hardhat chain executes too, unless stated. */
export const REPLAYED = 50;

export interface JudgedOptions {
  readonly replay: number | "all";
  /** Where both traces are kept when the engines differ. */
  readonly traces: string;
  /** How many blocks the run waits for at its end. */
  readonly onWait?: (left: number) => void;
  /** Opens an engine that nobody judges. */
  readonly open?: Surroundings["openChain"];
}

/** The surroundings of an evaluation whose fast engine is judged by the Hardhat chain; other engines need no judge. */
export function judged(
  inputs: Inputs,
  { replay, traces, onWait, open = openChain }: JudgedOptions,
): Required<Pick<Surroundings, "openChain" | "replay">> {
  let chain: ReplayedChain | undefined;
  return {
    async openChain(engine, wanted) {
      if (engine !== "fast" || replay === 0) return open(engine, wanted);
      return (chain = await openReplayed(wanted, { seed: inputs.seed, replay, blocks: leastBlocks(inputs), traces }));
    },
    replay: () => chain?.settle(onWait),
  };
}

/** Blocks that a run will mine at least: those in which agents act. Of births, deaths and set-up there may be more. */
function leastBlocks({ sizes, scenario, design }: Inputs): number {
  const steady = [...scenario.species.values()].every(
    (spec) => adaptationOf(spec, design, sizes.generations).clock === "steady",
  );
  return sizes.generations * (steady ? 1 : sizes.blocks);
}
