import { RevertReasons } from "../chain/revert-reason.ts";
import { elsewhere, type Elsewhere } from "./elsewhere.ts";
import { alike, byCapital, takenBy, type AtCapital } from "./by-capital.ts";
import { makeFair } from "./fair.ts";
import { judge } from "./judge.ts";
import { statusOf } from "./known.ts";
import { idOf, keptSteps, stepsFrom, type Kept } from "./ledger.ts";
import { meansOf } from "./means.ts";
import { unmovedBy } from "./unmoved.ts";
import type { Approval } from "./party.ts";
import type { Step } from "./program.ts";
import { jobHash } from "../jobs/job.ts";
import { isIsland, islandJob, readIsland } from "./island-job.ts";
import { powerOf, type Mutant, type Power } from "./power.ts";
import { powerJob } from "./power-job.ts";
import { openScene } from "./open-scene.ts";
import type { Scene, SceneOptions } from "./scene.ts";
import type { SceneRequest } from "./scene-request.ts";
import type { IslandPart } from "./schedule.ts";
import { search, type IslandWork, type SearchOptions, type SearchProgress, type SearchResult } from "./search.ts";
import { Share } from "./share.ts";
import { shortestFor } from "./shrink/shortest.ts";
import { shrink } from "./shrink/shrink.ts";
import type { Target } from "./surface.ts";
import { dustOf, verdictOf, type Verdict } from "./verdict.ts";
import type { World } from "./world.ts";

export interface AttackOptions extends Required<Pick<SceneOptions, "accounts">> {
  readonly seed: string;
  readonly evaluations: number;
  readonly capital?: SceneOptions["capital"];
  readonly flash?: SceneOptions["flash"];
  readonly objective?: string;
  /** Ends the search early; what that leaves out depends on the machine, so the number of calls is told. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Where nothing is found: so many faults are planted, and it is told how many the search breaks with the same budget. */
  readonly power?: number;
  /** Whether findings are tried with other seeds, at other times, and with single parameters changed. */
  readonly elsewhere?: boolean;
  /** Findings of earlier attacks: played first. */
  readonly ledger?: readonly Kept[];
  /** Where the search is done and kept: in this process, and nowhere, unless stated. */
  readonly islands?: IslandPlace;
  readonly sizes?: SearchOptions["sizes"];
}

/** Where islands are done and kept. */
export interface IslandPlace extends Pick<IslandWork, "results" | "pool" | "width"> {
  /** What the world and the options follow from: whoever does an island opens the same scene. */
  readonly request: SceneRequest;
}

/** A program that takes what is not the attacker's, as short as it came. */
export interface Finding {
  readonly id: string;
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  /** The scene that it is executed in, with no more accounts and approvals than it needs. */
  readonly scene: Scene;
  /** What the Hardhat chain says that the attacker's accounts gain, wei in the numeraire; below 0 where it costs them. */
  readonly profit: bigint;
  /** The smallest capital that still takes something, as a part of the whole: 1, 1/2, 1/4 and so on. */
  readonly leastCapital: number;
  /** What it takes with the whole capital, with half of it, and so on, until it takes nothing that is worth telling. */
  readonly byCapital: readonly AtCapital[];
  /** Whether it pays where one thing is otherwise, when that was asked. */
  readonly elsewhere?: Elsewhere;
  /** Honest calls after its first own one: none of them reacts to it. */
  readonly unmoved: number;
  /** Calls that had been executed when the search had it. */
  readonly calls: number;
}

/** A function that no program of the search called with success. */
export interface Untouched {
  readonly name: string;
  readonly tried: number;
  /** Most frequent reason of its reverts. */
  readonly reason: string;
}

export interface AttackResult {
  readonly findings: readonly Finding[];
  readonly search: SearchResult;
  /** The largest gain that was found and is no theft: honest yield, entitlement, or luck. */
  readonly fairest: Verdict | undefined;
  readonly untouched: readonly Untouched[];
  readonly functions: number;
  /** Up to so much of `unit` nothing is told. */
  readonly dust: bigint;
  readonly unit: string;
  readonly capital: bigint;
  /** What the attacker could do, in words. */
  readonly means: readonly string[];
  /** Where nothing was found and it was asked. */
  readonly power?: Power;
  readonly known: ReadonlyMap<string, "open" | "fixed" | "changed">;
  close(): void;
}

/** Whether there is something to mend: a finding of this search, or one of before that is still open. */
export const isFound = ({ findings, known }: Pick<AttackResult, "findings" | "known">): boolean =>
  findings.length > 0 || [...known.values()].includes("open");

/** So many programs of different functions are shrunk and told. */
const MOST_FINDINGS = 3;

/** Searches, shrinks, says what it is, and has the Hardhat chain confirm it. */
export async function attack(world: World, options: AttackOptions): Promise<AttackResult> {
  const begun = begin(world, options);
  const { scene, earlier } = begun;
  const { fair } = scene;
  const opened = [scene];
  const dust = dustOf(scene);
  const known = new Map(
    earlier.flatMap(({ kept, steps }) => {
      const status = statusOf(scene, kept, steps);
      return status ? [[kept.id, status.status] as const] : [];
    }),
  );
  const result = await search(scene, begun.search);
  const findings: Finding[] = [];
  const aim = scene.objective;
  for (const [name, steps] of scene.breaches.found) {
    scene.objective = scene.breaches.objective(name);
    const { scene: plain, steps: shortest } = withLess(world, scene, options, shrink(scene, steps).steps, opened);
    findings.push(await findingOf(world, plain, shortest, result.calls));
  }
  scene.objective = aim;
  const breaches = findings.length;
  let fairest: Verdict | undefined;
  for (const candidate of result.best) {
    if (candidate.profit <= dust || findings.length - breaches >= MOST_FINDINGS) break;
    const first = verdictOf(scene, candidate.steps);
    if (first.kind === "fair" || first.kind === "luck") {
      fairest ??= first;
      continue;
    }
    const shortest = shortestFor(scene, candidate, result.best);
    if (findings.slice(breaches).some((other) => sameFunctions(other.steps, shortest))) continue;
    const { scene: plain, steps } = withLess(world, scene, options, shortest, opened);
    const verdict = verdictOf(plain, steps);
    if (verdict.kind === "fair" || verdict.kind === "luck") continue;
    const finding = await findingOf(world, plain, steps, candidate.calls);
    const asked = options.elsewhere && aim.name === "profit" && !options.signal?.aborted;
    findings.push(asked ? { ...finding, elsewhere: await elsewhere(plain, steps) } : finding);
  }
  const { seed, accounts, capital, flash, signal, islands, power: mutants = 0 } = options;
  const power =
    findings.length === 0 && mutants > 0 && aim.name === "profit" && !signal?.aborted
      ? await powerOf(world, {
          ...{ seed, evaluations: result.budget, accounts, mutants, fair },
          ...(capital && { capital }),
          ...(flash && { flash }),
          ...(signal && { signal }),
          ...(islands && {
            work: {
              ...islands,
              job: (mutant: Mutant, calls: number) => powerJob(islands.request, fair, mutant, calls),
            },
          }),
        })
      : undefined;
  return {
    ...(power && { power }),
    findings,
    search: result,
    fairest,
    untouched: untouchedOf(scene, result),
    functions: scene.fns.length,
    dust,
    unit: aim.unit,
    capital: scene.capital,
    means: meansOf(scene),
    known,
    close: () => opened.forEach(({ session }) => session.machine.close()),
  };
}

/** What a shard has done. */
export interface PartDone {
  readonly islands: number;
  /** Islands that all shards together can do now. */
  readonly of: number;
  /** Islands that go on from the best of those, and can be divided once they are all stored in one folder. */
  readonly waiting: number;
  readonly interrupted: boolean;
}

/** Does and stores a shard's part of the islands. */
export async function attackPart(world: World, options: AttackOptions, part: IslandPart): Promise<PartDone> {
  const { scene, search: searching } = begin(world, options);
  const { work } = searching;
  const share = new Share(part, (task) => {
    const value = work?.results?.get(jobHash(work.job(task)));
    return value !== undefined && isIsland(value) ? readIsland(value) : undefined;
  });
  try {
    const { islands, interrupted } = await search(scene, { ...searching, share });
    return { islands, of: share.of, waiting: share.waiting, interrupted };
  } finally {
    scene.session.machine.close();
  }
}

/** The scene, with what is no theft there, earlier findings in its numbers, and how it is searched. */
function begin(
  world: World,
  options: AttackOptions,
): {
  readonly scene: Scene;
  readonly earlier: readonly { readonly kept: Kept; readonly steps: readonly Step[] | undefined }[];
  readonly search: SearchOptions;
} {
  const { islands, seed, evaluations, seconds, signal, onProgress, sizes, ledger = [] } = options;
  const scene = openScene(world, { ...options, feedback: true });
  makeFair(scene, seed);
  const earlier = ledger.map((kept) => ({ kept, steps: stepsFrom(scene, kept.steps) }));
  return {
    scene,
    earlier,
    search: {
      ...{ seed, evaluations, known: earlier.flatMap(({ steps }) => (steps ? [steps] : [])) },
      ...(seconds !== undefined && { seconds }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
      ...(sizes && { sizes }),
      ...(islands && { work: { ...islands, job: (task) => islandJob(islands.request, task) } }),
    },
  };
}

/** A shrunk program, confirmed on the Hardhat chain. */
async function findingOf(world: World, scene: Scene, steps: readonly Step[], calls: number): Promise<Finding> {
  const capitals = byCapital(world, scene, steps, dustOf(scene));
  return {
    id: idOf(scene, steps),
    verdict: verdictOf(scene, steps),
    steps,
    scene,
    profit: await judge(scene, { steps }),
    leastCapital: capitals.findLast(({ pays }) => pays)?.part ?? 1,
    byCapital: capitals,
    unmoved: unmovedBy(scene, steps),
    calls,
  };
}

/** Two ways to the same end are one finding: what is called, not how often. */
function sameFunctions(one: readonly Step[], other: readonly Step[]): boolean {
  const of = (steps: readonly Step[]): string =>
    [...new Set(steps.flatMap((step) => (step.kind === "call" ? [step.fn] : [])))].sort().join();
  return of(one) === of(other);
}

/** The scene with one account if one is enough, plain ones where no callback is needed, and the approvals that are needed. */
function withLess(
  world: World,
  scene: Scene,
  options: AttackOptions,
  steps: readonly Step[],
  opened: Scene[],
): { readonly scene: Scene; readonly steps: readonly Step[] } {
  const floor = (takenBy(scene, steps) * 99n) / 100n;
  let best: { readonly scene: Scene; readonly steps: readonly Step[] } = { scene, steps };
  const improve = (change: Changed): boolean => {
    const { accounts, approvals } = best.scene.party;
    const plain = accounts.every(({ contract }) => !contract);
    const other = alike(
      openScene(world, {
        ...(options.capital && { capital: options.capital }),
        ...(best.scene.party.lender && options.flash && { flash: options.flash }),
        ...(options.objective !== undefined && { objective: options.objective }),
        accounts: accounts.length,
        plain,
        approvals,
        created: scene.created,
        ...change,
      }),
      scene,
    );
    // With other accounts the observables have other numbers.
    const renamed = stepsFrom(other, keptSteps(best.scene, best.steps));
    if (!renamed || takenBy(other, renamed) < floor) {
      other.session.machine.close();
      return false;
    }
    opened.push(other);
    best = { scene: other, steps: renamed };
    return true;
  };
  if (best.scene.party.lender)
    improve({ flash: undefined, approvals: scene.party.approvals.filter(({ spender }) => !isLender(scene, spender)) });
  const senders = new Set(steps.flatMap((step) => (step.kind === "call" ? [step.sender] : [])));
  const approvals = scene.party.approvals.filter(({ account }) => senders.has(account));
  if (senders.size === 1 && senders.has(0)) improve({ accounts: 1, approvals });
  if (!steps.some((step) => step.kind === "call" && step.within)) improve({ plain: true });
  if (!improve({ approvals: [] }) && improve({ approvals }))
    for (const approval of approvals)
      improve({ approvals: best.scene.party.approvals.filter((one) => !isSame(one, approval)) });
  return best;
}

/** What a scene may do without. */
type Changed = Partial<Omit<SceneOptions, "flash">> & { readonly flash?: undefined };

const isLender = ({ party }: Scene, { address }: Target): boolean => address === party.lender?.target.address;

const isSame = (a: Approval, b: Approval): boolean =>
  a.account === b.account && a.token.address === b.token.address && a.spender.address === b.spender.address;

function untouchedOf(scene: Scene, { succeeded, tried, reasons }: SearchResult): Untouched[] {
  const words = new RevertReasons(scene.world.targets.map(({ abi }) => abi));
  return scene.fns.flatMap(({ name }, fn) => {
    if (succeeded[fn]! > 0) return [];
    const [most] = [...reasons[fn]!.entries()].sort((a, b) => b[1] - a[1]);
    const data = most ? Buffer.from(most[0], "hex") : undefined;
    return [
      { name, tried: tried[fn]!, reason: data && data.length >= 4 ? words.of(data) : "reverted without a reason" },
    ];
  });
}
