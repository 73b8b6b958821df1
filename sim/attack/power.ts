import { hex } from "../core/canonical.ts";
import { RewardscapeError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { Random } from "../core/random.ts";
import * as Op from "../evm/opcodes.ts";
import { jobHash, type Job, type JobPool } from "../jobs/job.ts";
import type { Results } from "../runs/evaluations.ts";
import { addressBytes } from "../scenario/handles.ts";
import { openScene } from "./open-scene.ts";
import type { Fair, SceneOptions } from "./scene.ts";
import { search, type SearchOptions } from "./search.ts";
import { dustOf, verdictOf } from "./verdict.ts";
import type { World } from "./world.ts";

/** A contract of the scenario with one thing taken out of its code. */
export interface Mutant {
  /** As in `vault: a check left out at byte 812`. */
  readonly what: string;
  readonly address: Uint8Array;
  readonly code: Uint8Array;
}

export interface Power {
  /** What was planted, and whether the search broke it. Some of it may do no harm: a part is all that can be expected. */
  readonly mutants: readonly { readonly what: string; readonly broken: boolean }[];
}

export interface PowerOptions extends Pick<SearchOptions, "seed" | "evaluations" | "signal"> {
  readonly accounts: number;
  readonly capital?: SceneOptions["capital"];
  readonly flash?: SceneOptions["flash"];
  /** How many are tried. */
  readonly mutants: number;
  /** What is no theft in the scenario as it is. */
  readonly fair: Fair;
  /** Where the searches are done and kept: in this process unless stated. */
  readonly work?: {
    readonly job: (mutant: Mutant, evaluations: number) => Job;
    readonly results?: Results;
    readonly pool?: JobPool;
  };
}

/**
 * How good the search is at these very contracts: plants faults in their code one at a time, and tells which of them it
 * turns into money with a budget. Those that honest agents would notice, because more of their calls fail, are not planted.
 */
export async function powerOf(world: World, options: PowerOptions): Promise<Power> {
  const { evaluations, work, signal } = options;
  const planted = plantedIn(world, options);
  const told = (mutants: readonly Mutant[], broken: readonly boolean[]): Power => ({
    mutants: broken.map((one, i) => ({ what: mutants[i]!.what, broken: one })),
  });
  const broken: boolean[] = [];
  if (work?.pool) {
    try {
      await work.pool.run(
        planted.map((mutant) => work.job(mutant, evaluations)),
        {
          accepts: isAnswer,
          ...(work.results && { results: work.results }),
          ...(signal && { signal }),
          onResult: ({ value }) => broken.push(value === true),
        },
      );
    } catch (error) {
      if (!(error instanceof RewardscapeError) || error.code !== "INTERRUPTED") throw error;
    }
    return told(planted, broken);
  }
  for (const mutant of planted) {
    const job = work?.results && work.job(mutant, evaluations);
    const stored = job && work.results!.get(jobHash(job));
    const isStored = stored !== undefined && isAnswer(stored);
    const found = isStored ? stored === true : await breaks(world, options, mutant);
    if (signal?.aborted) break;
    if (job && !isStored) work.results!.put(jobHash(job), job.inputs, found, stored !== undefined);
    broken.push(found);
  }
  return told(planted, broken);
}

const isAnswer = (value: Json): boolean => typeof value === "boolean";

/** The faults that a seed plants. */
function plantedIn(world: World, options: PowerOptions): Mutant[] {
  const sound = openScene(world, { accounts: 1, ...(options.capital && { capital: options.capital }) });
  const honest = succeedingIn(world, []);
  const all = world.targets.flatMap(({ name, address }) =>
    mutantsOf(name, addressBytes(address), sound.session.machine.evm.account(addressBytes(address))?.code),
  );
  sound.session.machine.close();
  const planted: Mutant[] = [];
  for (const mutant of Random.of(options.seed, "mutants").shuffle(all)) {
    if (planted.length >= options.mutants || options.signal?.aborted) break;
    if (succeedingIn(world, [mutant]) >= honest) planted.push(mutant);
  }
  return planted;
}

/** Whether a search turns a planted fault into money. */
export async function breaks(
  world: World,
  { accounts, capital, flash, fair, seed, evaluations, signal }: Omit<PowerOptions, "mutants">,
  mutant: Mutant,
): Promise<boolean> {
  const scene = openScene(world, {
    ...{ accounts, feedback: true, codes: [mutant] },
    ...(capital && { capital }),
    ...(flash && { flash }),
  });
  try {
    scene.fair = fair;
    const dust = dustOf(scene);
    const { best } = await search(scene, {
      ...{ seed, evaluations },
      ...(signal && { signal }),
      until: (profit) => profit > dust,
    });
    return best.some(({ steps, profit }) => profit > dust && isTheft(verdictOf(scene, steps).kind));
  } finally {
    scene.session.machine.close();
  }
}

const isTheft = (kind: string): boolean => kind === "theft" || kind === "sybil";

/** How many honest calls of the window succeed. */
function succeedingIn(world: World, codes: readonly Mutant[]): number {
  const scene = openScene(world, { accounts: 1, codes });
  const { session } = scene;
  let succeeded = 0;
  session.life.onHonest = (ok) => (succeeded += ok ? 1 : 0);
  session.step({ kind: "wait", blocks: session.life.horizon - 1 });
  session.step({ kind: "honest", calls: Infinity });
  session.machine.close();
  return succeeded;
}

const COMPARISONS: readonly number[] = [Op.LT, Op.GT, Op.SLT, Op.SGT, Op.EQ];
/** Solc puts what a check reverts with right behind its branch. */
const REVERT_WITHIN = 120;

/** Codes of equal length with a check that always passes, or a write that is forgotten at the end of the transaction. */
export function mutantsOf(name: string, address: Uint8Array, code: Uint8Array | undefined): Mutant[] {
  if (!code || code.length < 4) return [];
  // The compiler's notes behind the code do nothing.
  const end = code.length - 2 - code.at(-2)! * 256 - code.at(-1)!;
  const found: Mutant[] = [];
  const mutant = (at: number, opcode: number, what: string): void => {
    const changed = code.slice();
    changed[at] = opcode;
    found.push({ what: `${name}: ${what} at byte ${at}`, address, code: changed });
  };
  const places: number[] = [];
  for (let at = 0; at < Math.max(0, end); at++) {
    places.push(at);
    const opcode = code[at]!;
    if (opcode === Op.SSTORE) mutant(at, Op.TSTORE, "a write left out");
    if (opcode === Op.JUMPI && reverts(code, at + 1)) {
      // The comparison, and the PUSH of where it goes.
      const compared = places.at(-3);
      const before = places.slice(-6, -3).map((place) => code[place]);
      const isForm =
        before.includes(Op.CALLVALUE) || before.includes(Op.CALLDATASIZE) || before.includes(Op.RETURNDATASIZE);
      if (compared !== undefined && !isForm) {
        if (code[compared] === Op.ISZERO) mutant(compared, Op.NOT, "a check left out");
        else if (COMPARISONS.includes(code[compared]!)) mutant(compared, Op.OR, "a check left out");
      }
    }
    if (opcode >= Op.PUSH1 && opcode <= Op.PUSH32) at += opcode - Op.PUSH1 + 1;
  }
  const known = new Set<string>();
  return found.filter((one) => !known.has(hex(one.code)) && known.add(hex(one.code)));
}

/** Whether what follows a branch that is not taken ends in REVERT before anybody can jump into it. */
function reverts(code: Uint8Array, from: number): boolean {
  for (let at = from; at < Math.min(code.length, from + REVERT_WITHIN); at++) {
    const opcode = code[at]!;
    if (opcode === Op.REVERT) return true;
    if (opcode === Op.JUMPDEST || opcode === Op.JUMP || opcode === Op.STOP || opcode === Op.RETURN) return false;
    if (opcode >= Op.PUSH1 && opcode <= Op.PUSH32) at += opcode - Op.PUSH1 + 1;
  }
  return false;
}
