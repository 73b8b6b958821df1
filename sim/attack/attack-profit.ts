import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import { loadScenario } from "../evaluation/load.ts";
import { prepare } from "../evaluation/prepare.ts";
import { units } from "../scenario/units.ts";
import { makeFair } from "./fair.ts";
import { inhabited } from "./inhabited.ts";
import { ACCOUNTS, playLedger } from "./known.ts";
import { stepsFrom, type Kept } from "./ledger.ts";
import { openScene } from "./open-scene.ts";
import { search } from "./search.ts";
import { dustOf, verdictOf } from "./verdict.ts";
import { recordWorld } from "./world.ts";

/**
 * The most that an outsider gains on a design beyond what is fair, whole units of the numeraire: by findings of earlier
 * attacks, each in the honest life that it was made in, and by a search within a budget in the life of the request.
 */
export async function attackProfit(request: EvaluationRequest): Promise<number> {
  const { attack, hardfork, seed, set } = request;
  const ledger = (attack?.findings ?? []) as unknown as readonly Kept[];
  const loaded = await loadScenario(request.scenario);
  const design = { ...(set && { set }), ...(hardfork && { hardfork }) };
  const played = await playLedger(loaded, design, ledger.filter(isMoney));
  let most = played.reduce(
    (max, { status, amount }) => (status === "open" && BigInt(amount) > max ? BigInt(amount) : max),
    0n,
  );
  const world = await recordWorld(prepare(inhabited(loaded), { ...request, engine: "fast" }));
  const scene = openScene(world, { accounts: ACCOUNTS, feedback: true });
  try {
    makeFair(scene, seed);
    const known = ledger.flatMap(({ steps }) => [stepsFrom(scene, steps) ?? []]).filter(({ length }) => length > 0);
    const { best } = await search(scene, { seed, evaluations: attack?.evaluations ?? 0, known });
    for (const { steps, profit } of best) {
      if (profit <= dustOf(scene) || profit <= most) break;
      const { kind, net } = verdictOf(scene, steps);
      if (kind !== "fair" && kind !== "luck" && net > most) most = net;
    }
  } finally {
    scene.session.machine.close();
  }
  return units(most);
}

const isMoney = ({ kind }: Kept): boolean => kind === "theft" || kind === "sybil";
