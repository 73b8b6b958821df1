import { expect } from "chai";
import { Random } from "../../sim/core/random.ts";
import { Doors } from "../../sim/attack/doors.ts";
import { all, number, type CallStep, type Step } from "../../sim/attack/program.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import type { Scene } from "../../sim/attack/scene.ts";
import { Walk } from "../../sim/attack/walk.ts";
import { worldOf } from "./support.ts";

const ETHER = 10n ** 18n;

/** By the name of a function, as the first account. */
function call(scene: Scene, name: string, args: CallStep["args"], within?: readonly CallStep[]): CallStep {
  const fn = scene.fns.findIndex((one) => one.name === name);
  return { kind: "call", sender: 0, fn, args, ...(within && { within }) };
}

const address = (scene: Scene, name: string) => ({ kind: "address", of: scene.addressNames.indexOf(name) }) as const;

describe("the session of an attack", function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = openScene(await worldOf("flash-votes"), { accounts: 2, feedback: true });
  });
  after(() => scene.session.machine.close());

  /** A loan that is locked for a motion, and what is moved is carried out two blocks later. */
  const votes = (amount: bigint, paid = 500n * ETHER): Step[] => {
    const pay = { kind: "encoded", fn: call(scene, "token.transfer", []).fn } as const;
    const within = [
      call(scene, "treasury.lock", [number(amount)]),
      call(scene, "treasury.move", [
        address(scene, "token"),
        { ...pay, args: [address(scene, "attacker"), number(paid)] },
      ]),
      call(scene, "token.mint", [address(scene, "attacker"), number(1n)]),
      call(scene, "treasury.free", []),
      call(scene, "token.transfer", [address(scene, "loans"), number(amount)]),
    ];
    return [
      call(scene, "loans.take", [number(amount)], within),
      { kind: "wait", blocks: 2 },
      call(scene, "treasury.carry", [number(0n)]),
    ];
  };

  it("has an earlier call say less where a later one fails by what it said", () => {
    const reasons = scene.fns.map(() => new Map<string, number>());
    const means = { accounts: false, callbacks: true } as const;
    const walk = new Walk(scene, Random.of("1", "doors", 0), means, [], () => 0, reasons);
    const doors = new Doors(walk);
    // More than the treasury has: the motion is made, and not carried out.
    walk.execute(votes(30_000n * ETHER, 900n * ETHER));
    expect([scene.session.length, walk.best.length]).to.deep.equal([2, 0]);
    const way = scene.session.way();
    for (let i = 0; i < 400 && walk.best.length === 0; i++) doors.openFrom(way);
    expect(walk.best[0]?.profit).to.equal(700n * ETHER);
  });

  it("goes a way again to the same state, as a whole and in part", () => {
    const { session } = scene;
    const wealth = scene.wealth.find(({ account }) => account === 0)!;
    session.reset();
    for (const step of votes(30_000n * ETHER)) expect(session.step(step).ok).to.equal(true);
    const [profit, values] = [scene.profit(), session.values];
    // Everything asked anew: what is remembered of a way is what the contracts say.
    const asked = () => {
      session.observer.refresh();
      return session.values;
    };
    expect(profit).to.equal(500n * ETHER);
    const way = session.way();
    session.resume(way, 2);
    expect(scene.profit()).to.equal(0n);
    session.step(way.stops[2]!.step);
    expect([scene.profit(), asked()]).to.deep.equal([profit, values]);
    session.resume(way);
    expect([scene.profit(), asked()]).to.deep.equal([profit, values]);
    // What follows sees the state and the block that the way has led to.
    expect(session.step(call(scene, "token.transfer", [address(scene, "attacker 2"), all(wealth.index)])).ok).to.equal(
      true,
    );
    expect(session.values[wealth.index]).to.equal(0n);
    session.reset();
    for (const step of votes(30_000n * ETHER)) session.blindly(step);
    expect(scene.profit()).to.equal(profit);
  });

  it("passes over what fails within a call, and leaves it out of the step", () => {
    const { session } = scene;
    session.reset();
    const [loan] = votes(30_000n * ETHER);
    session.step(loan!);
    const names = (session.last as CallStep).within!.map(({ fn }) => scene.fns[fn]!.name);
    expect(names).to.deep.equal(["treasury.lock", "treasury.move", "treasury.free", "token.transfer"]);
    // Too few votes: the motion fails, the loan does not.
    session.reset();
    session.step(votes(10_000n * ETHER)[0]!);
    expect((session.last as CallStep).within!.map(({ fn }) => scene.fns[fn]!.name)).not.to.include("treasury.move");
  });

  it("tells whether a call comes back", () => {
    const { session } = scene;
    session.reset();
    expect(session.probe(call(scene, "treasury.free", [])).calledBack).to.equal(false);
    expect(session.probe(call(scene, "loans.take", [number(0n)])).calledBack).to.equal(true);
  });
});
