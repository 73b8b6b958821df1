import { InputError } from "../core/errors/errors.ts";
import type { EvaluateOptions } from "../evaluation/inputs.ts";
import { useLetIn } from "../evaluation/let-in.ts";
import { EVOLVE_OPTIONS, type EvolveOptions } from "./evolve-options.ts";
import { evolveOnce } from "./evolve-once.ts";
import { requireOptions, takeFork } from "./options.ts";
import { readShard } from "./shard.ts";

/** Pairs of runs where --seeds says nothing: fewer do not show their skew. */
const PAIRS = 8;

/**
 * The main job: lets a population live on a scenario's contracts, stores the history and shows what it became. What only
 * some options ask for is loaded when they do: a short run takes as long as loading does.
 */
export async function evolve(
  given: EvolveOptions,
  signal: AbortSignal,
  open?: EvaluateOptions["openChain"],
): Promise<number> {
  requireOptions(EVOLVE_OPTIONS, given);
  const options = takeFork(given);
  if (options.attack === undefined) return evolveWith(options, signal, open);
  const { findingOf } = await import("./evolve-attack.ts");
  useLetIn(await findingOf(options.attack, options));
  try {
    return await evolveWith(options, signal, open);
  } finally {
    useLetIn(undefined);
  }
}

async function evolveWith(
  options: Omit<EvolveOptions, "fork">,
  signal: AbortSignal,
  open: EvaluateOptions["openChain"] | undefined,
): Promise<number> {
  if (options.watch) return (await import("./watch.ts")).watch({ name: "evolve", options }, signal);
  const shard = readShard(options.shard);
  const paired = options.without !== undefined || options.baseline !== undefined;
  if (shard && (options.seeds === undefined || paired))
    throw InputError.of("SHARD_NOT_SUPPORTED", {
      where: "--shard",
      found: paired ? "evolve with --without or --baseline" : "evolve of one seed",
    });
  const seeds = options.seeds ?? (paired ? PAIRS : undefined);
  if (options.queue !== undefined && seeds === undefined)
    throw InputError.of("OPTION_VALUE", {
      where: "--queue",
      expected: "--seeds beside it",
      found: "evolve of one seed",
      remedy: "leave it out: a history is lived in one process",
    });
  if (seeds === undefined) return evolveOnce(options, signal, open);
  return (await import("./evolve-seeds.ts")).evolveSeeds(options, seeds, signal, shard);
}
