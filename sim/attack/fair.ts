import { Random } from "../core/random.ts";
import { wayOut } from "./exit-probe.ts";
import { imitations } from "./imitation.ts";
import { Maker } from "./maker.ts";
import type { Step } from "./program.ts";
import { NOTHING_FAIR, type Fair, type Scene } from "./scene.ts";

const WAYS_OUT = 6;

/** A rate is told over at least so many blocks: what comes at once is not what a block pays. */
const SPAN = 8;
/** The rate is told a little high, in hundredths: rounding and the imitator's own part lower what it earned. */
const MARGIN = 102n;

/**
 * What honest behaviour pays an outsider: it does what each honest agent does, from when it comes until the end, and leaves
 * by the best way that is found. What that earns for a wei and a block is no theft, and what it gets for nothing is anybody's.
 * With little, so that it does not thin what it earns, it may leave after any block: a stream that begins late is as fair.
 */
export function fairOf(scene: Scene, seed: string): Fair {
  scene.fair = NOTHING_FAIR;
  let { rate, entitlement } = NOTHING_FAIR;
  const learn = (gross: bigint, exposure: bigint): void => {
    if (gross <= 0n) return;
    if (exposure <= 0n) entitlement = gross > entitlement ? gross : entitlement;
    else rate = larger(rate, { numerator: gross * MARGIN, denominator: exposure * 100n });
  };
  for (const { steps, part } of imitations(scene)) {
    const path = followed(scene, steps, seed, part === "little");
    const last = path.at(-1)!;
    learn(last.gross, last.exposure);
    if (part !== "little") continue;
    for (let to = 0; to < path.length; to++)
      for (let from = 0; from + Math.min(SPAN, path.length - 1) <= to; from++) {
        const exposure = path[to]!.exposure - path[from]!.exposure;
        // Where no way out was found nothing was lost: what is in is still there.
        const before = path[from]!.gross > 0n ? path[from]!.gross : 0n;
        if (exposure > 0n) learn(path[to]!.gross - before, exposure);
      }
  }
  return { rate, entitlement };
}

/**
 * What is fair where long times pass: honest behaviour waits for them too, once for all of them or leaving after each and
 * beginning anew with what it got, and what that earns is no theft either. Only a rate comes of it.
 */
export function fairAfter(scene: Scene, pauses: readonly Step[]): Fair {
  const { session, world, fair } = scene;
  let { rate } = fair;
  if (pauses.length === 0) return fair;
  const lived = (steps: readonly Step[]): readonly Step[] => {
    for (const step of steps) session.step(step);
    const { gross, exposure, way } = left(scene, world.inputs.seed, WAYS_OUT);
    if (gross > 0n && exposure > 0n) rate = larger(rate, { numerator: gross * MARGIN, denominator: exposure * 100n });
    return way;
  };
  for (const { steps, part } of imitations(scene)) {
    if (part === "little") continue;
    session.reset();
    lived([...steps, ...pauses]);
    if (pauses.length === 1) continue;
    session.reset();
    let way: readonly Step[] = [];
    for (const pause of pauses) way = lived([...way, ...steps, pause]);
  }
  return { ...fair, rate };
}

const larger = (one: Fair["rate"], other: Fair["rate"]): Fair["rate"] =>
  other.numerator * one.denominator > one.numerator * other.denominator ? other : one;

/** Takes off what is fair, and has islands begin with what was learnt of the scene meanwhile. */
export function makeFair(scene: Scene, seed: string): Fair {
  scene.fair = fairOf(scene, seed);
  scene.session.observer.settle();
  return scene.fair;
}

interface Left {
  readonly gross: bigint;
  readonly exposure: bigint;
  /** The steps of the best way, none where staying is as good. */
  readonly way: readonly Step[];
}

/** What the steps come to when one leaves after each block, or only at the end. */
function followed(scene: Scene, steps: readonly Step[], seed: string, each: boolean): Left[] {
  const { session } = scene;
  session.reset();
  const path: Left[] = [];
  const wait = (blocks: number): void => {
    for (let i = 0; i < blocks; i++) {
      if (each) path.push(left(scene, seed, 1));
      if (!session.step({ kind: "wait", blocks: 1 }).ok) return;
    }
  };
  for (const step of steps) {
    if (step.kind === "wait") wait(step.blocks);
    else session.step(step);
  }
  wait(session.life.horizon - 1 - session.life.position.block);
  session.step({ kind: "honest", calls: Infinity });
  path.push(left(scene, seed, WAYS_OUT));
  return path;
}

/** What the attacker has once it has left by the best of some ways. The session is where it was. */
function left(scene: Scene, seed: string, ways: number): Left {
  const { session } = scene;
  const saved = session.save();
  let gross = scene.objective.measured();
  const { exposure } = session.life.position;
  let way: readonly Step[] = [];
  for (let i = 0; i < ways; i++) {
    const random = Random.of(seed, "way out", i);
    const taken = wayOut(scene, new Maker(scene, random), random, () => undefined, true);
    if (scene.objective.measured() > gross) [gross, way] = [scene.objective.measured(), taken];
    session.back(saved);
  }
  session.drop(saved);
  return { gross, exposure, way };
}
