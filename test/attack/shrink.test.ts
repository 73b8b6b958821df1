import { expect } from "chai";
import { describeStep } from "../../sim/attack/describe.ts";
import { polish } from "../../sim/attack/polish.ts";
import { all, number, WHOLE, type Amount, type Arg, type CallStep, type Step } from "../../sim/attack/program.ts";
import type { FoundProgram } from "../../sim/attack/found.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import type { Scene } from "../../sim/attack/scene.ts";
import { mergeAlike } from "../../sim/attack/shrink/join.ts";
import { Trial } from "../../sim/attack/shrink/trial.ts";
import { shortestFor } from "../../sim/attack/shrink/shortest.ts";
import { shrink } from "../../sim/attack/shrink/shrink.ts";
import { SHAPES } from "../fixtures/attacks/shortest.ts";
import { worldOf } from "./support.ts";

const ETHER = 10n ** 18n;

describe("what an attack shrinks", function () {
  this.timeout(60_000);
  const open: Scene[] = [];
  after(() => open.forEach(({ session }) => session.machine.close()));

  async function opened(name: string): Promise<Scene> {
    const scene = openScene(await worldOf(name), { accounts: 3 });
    open.push(scene);
    return scene;
  }

  function call(scene: Scene, name: string, args: readonly Arg[] = [], more: Partial<CallStep> = {}): CallStep {
    return { kind: "call", sender: 0, fn: scene.fns.findIndex((one) => one.name === name), args, ...more };
  }

  function part(scene: Scene, name: string, numerator = WHOLE): Amount {
    const index = scene.session.observer.observables.findIndex((one) => one.name === name);
    return { ...all(index), numerator } as Amount;
  }

  function profitOf(scene: Scene, steps: readonly Step[]): bigint {
    scene.session.reset();
    for (const step of steps) scene.session.step(step);
    return scene.profit();
  }

  /** Calls of the shrunk program, those within others included; it takes 99 % of what the long one does. */
  function callsOf(scene: Scene, steps: readonly Step[]): number {
    const before = profitOf(scene, steps);
    const shrunk = shrink(scene, steps);
    expect(profitOf(scene, shrunk.steps)).to.equal(shrunk.profit);
    expect(shrunk.profit * 100n >= before * 99n, `${shrunk.profit} of ${before}`).to.equal(true);
    return shrunk.steps.reduce((n, step) => n + (step.kind === "call" ? 1 + (step.within?.length ?? 0) : 0), 0);
  }

  it("becomes one call where one with the sum of the amounts does", async () => {
    const scene = await opened("curve-front-run");
    const bought = (...units: bigint[]): Step[] => [
      { kind: "wait", blocks: 3 },
      ...units.map((of) => call(scene, "curve.buy", [number(of * ETHER)])),
      { kind: "honest", calls: Infinity },
      call(scene, "curve.sell", [part(scene, "curve.unitsOf(attacker)")]),
    ];
    expect(callsOf(scene, bought(185n, 166n, 139n, 100n))).to.equal(2);
    // At once, and not by leaving out one after the other.
    const trial = new Trial(scene, bought(185n, 166n, 139n, 100n));
    const { runs } = trial;
    mergeAlike(trial);
    expect([trial.steps.length, trial.runs - runs]).to.deep.equal([4, 3]);
    // As short as it is, it takes what it can.
    expect(shrink(scene, bought(300n)).profit >= 36n * ETHER).to.equal(true);
  });

  it("does with a larger amount what it did by calling itself more often", async () => {
    const scene = await opened("reentrancy");
    const again = call(scene, "bank.withdraw");
    const steps: Step[] = [
      { kind: "wait", blocks: 13 },
      { kind: "honest", calls: Infinity },
      call(scene, "bank.deposit", [], { value: number((45n * ETHER) / 4n) }),
      call(scene, "bank.withdraw", [], { within: [again, again, again, again] }),
    ];
    expect(callsOf(scene, steps)).to.equal(3);
  });

  it("is taken for what was found where 99 % of its profit are left, and else stays as it was found", async () => {
    const scene = await opened("reentrancy");
    const again = call(scene, "bank.withdraw");
    const steps: Step[] = [
      { kind: "wait", blocks: 13 },
      call(scene, "bank.deposit", [], { value: number((45n * ETHER) / 4n) }),
      call(scene, "bank.withdraw", [], { within: [again, again, again, again] }),
    ];
    const { profit } = shrink(scene, steps);
    const found = (parts: bigint): FoundProgram => ({ steps, profit: (profit * 1000n) / parts, calls: 0 });
    expect(shortestFor(scene, found(985n), [found(985n)])).to.equal(steps);
    expect(shortestFor(scene, found(995n), [found(995n)])).to.not.equal(steps);
  });

  it("is led to a shorter way of another kind by something else that is done first", async () => {
    const scene = await opened("moved-receipt");
    const receipts = (account: number): Amount =>
      part(scene, `desk.receiptOf(attacker${account === 0 ? "" : ` ${account + 1}`})`);
    const pass = (sender: number, to: number): Step =>
      call(scene, "desk.pass", [{ kind: "address", of: to }, receipts(sender)], { sender });
    const deposits = [
      call(scene, "desk.deposit", [part(scene, "token of attacker")]),
      pass(0, 2),
      call(scene, "desk.deposit", [part(scene, "token of attacker 3")], { sender: 2 }),
      pass(2, 1),
      call(scene, "desk.withdraw", [receipts(1)], { sender: 1 }),
    ];
    const found: FoundProgram = { steps: deposits, profit: profitOf(scene, deposits), calls: 0 };
    expect(callsOf(scene, deposits)).to.equal(5);
    const shortest = shortestFor(scene, found, [found]);
    expect(shortest.map((step) => step.kind === "call" && scene.fns[step.fn]!.name)).to.deep.equal(
      ["fund", "deposit", "pass", "withdraw"].map((name) => `desk.${name}`),
    );
    expect(profitOf(scene, shortest) > 1090n * ETHER, String(profitOf(scene, shortest))).to.equal(true);
  });

  it("names what is counted by other numbers once less is counted", async () => {
    const scene = await opened("duplicate-claims");
    const ids = [2n, 3n, 3n, 3n].map(number);
    const steps = [
      call(scene, "desk.deposit", [number(0n)]),
      call(scene, "desk.deposit", [number(100n * ETHER)]),
      call(scene, "desk.claim", [{ kind: "list", items: ids }]),
    ];
    expect(callsOf(scene, steps)).to.equal(2);
  });

  it("does without a call what it did within it", async () => {
    const scene = await opened("flash-snapshot");
    const out = call(scene, "rewards.withdraw", [part(scene, "rewards.deposited(attacker)")]);
    const steps: Step[] = [
      { kind: "wait", blocks: 5 },
      call(scene, "rewards.deposit", [part(scene, "token of attacker")]),
      call(scene, "loans.take", [number(0n)], { within: [out] }),
    ];
    expect(callsOf(scene, steps)).to.equal(2);
  });

  it("waits first where that saves a call", async () => {
    const scene = await opened("own-loan");
    const held = part(scene, "ether of bank");
    const steps: Step[] = [
      { kind: "wait", blocks: 11 },
      call(scene, "bank.deposit", [], { value: number(15n * ETHER) }),
      call(scene, "bank.borrow", [held], { within: [call(scene, "bank.deposit", [], { value: held })] }),
      { kind: "wait", blocks: 2 },
      { kind: "honest", calls: Infinity },
      call(scene, "bank.withdraw"),
    ];
    expect(callsOf(scene, steps)).to.equal(3);
  });

  it("has its amounts chosen together, those that are equal as one", async () => {
    const scene = await opened("spot-lending");
    const run = (steps: readonly Step[]): bigint => profitOf(scene, steps);
    const steps = SHAPES["spot-lending"]!.at(-1)!(scene);
    const before = run(steps);
    const polished = polish(scene, steps, run, { runs: 1_200 });
    expect(polished.runs).to.be.at.most(1_200);
    expect(before < 1_740n * ETHER && polished.profit >= 1_870n * ETHER, `${before} ${polished.profit}`).to.equal(true);
    // Less than is known to be possible is not enough; as much ends it early.
    const early = polish(scene, steps, run, { runs: 1_200, enough: 1_800n * ETHER });
    expect(early.runs).to.be.lessThan(polished.runs);
    const bank = await opened("own-loan");
    const lent = number(ETHER);
    const loan: Step[] = [
      call(bank, "bank.borrow", [lent], { within: [call(bank, "bank.deposit", [], { value: lent })] }),
      call(bank, "bank.withdraw"),
    ];
    const { steps: grown, profit } = polish(bank, loan, (one) => profitOf(bank, one), { runs: 200 });
    const words = grown.map((step) => describeStep(bank, step)).join();
    expect(profit > 14n * ETHER && profit <= 15n * ETHER, words).to.equal(true);
    // So what is as short as it can be takes as much as it can.
    const shrunk = shrink(bank, loan);
    expect(shrunk.steps).to.have.length(2);
    expect(shrunk.profit > 14n * ETHER && shrunk.profit <= 15n * ETHER, String(shrunk.profit)).to.equal(true);
  });
});
