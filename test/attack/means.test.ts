import { expect } from "chai";
import { describeStep } from "../../sim/attack/describe.ts";
import { judge } from "../../sim/attack/judge.ts";
import { meansOf } from "../../sim/attack/means.ts";
import { number, type Arg, type SignaturePart, type Step } from "../../sim/attack/program.ts";
import { keptSteps, stepsFrom, type KeptStep } from "../../sim/attack/ledger.ts";
import { openScene } from "../../sim/attack/open-scene.ts";
import type { Scene } from "../../sim/attack/scene.ts";
import { search } from "../../sim/attack/search.ts";
import { shrink } from "../../sim/attack/shrink/shrink.ts";
import { worldOf, type Twin } from "./support.ts";

const ETHER = 10n ** 18n;

describe("what an attacker can do", function () {
  this.timeout(60_000);

  /** The most that a search takes, and what the Hardhat chain says of it. */
  async function taken(
    name: string,
    twin: Twin,
    evaluations: number,
    until: bigint,
    look?: (words: string, scene: Scene, steps: readonly Step[]) => void,
  ): Promise<bigint> {
    const scene = openScene(await worldOf(name, twin), { accounts: 1, feedback: true });
    try {
      const { best } = await search(scene, { seed: "1", evaluations, until: (profit) => profit >= until });
      if (!best[0]) return 0n;
      look?.(best[0].steps.map((step) => describeStep(scene, step)).join("\n"), scene, best[0].steps);
      return await judge(scene, best[0]);
    } finally {
      scene.session.machine.close();
    }
  }

  it("is to call contracts that others create and the scenario does not name, clones among them", async () => {
    const profit = await taken("clones", "faulty", 6_000, 15n * ETHER, (words, { world }) => {
      expect(words).to.include("Locker 2.empty()");
      expect(world.targets.map(({ name }) => name)).to.include.members([
        "Locker 1",
        "Locker 2",
        "Locker 3",
        "Locker 4",
      ]);
      expect(world.unknown).to.deep.equal([]);
    });
    expect(profit).to.equal(15n * ETHER);
    expect(await taken("clones", "sound", 1_500, 1n)).to.equal(0n);
  });

  it("is to call contracts that it has others create, which nobody had before", async () => {
    const profit = await taken("branches", "faulty", 20_000, 5n * ETHER, (words, scene) => {
      expect(words).to.match(/bank\.found\(\)[^]*Branch of bank\.found\.draw\(honest agent/);
      expect(scene.created.targets.map(({ name }) => name)).to.include("Branch of bank.found");
    });
    expect(profit >= 5n * ETHER, String(profit)).to.equal(true);
    expect(await taken("branches", "sound", 3_000, 1n)).to.equal(0n);
  });

  it("is to wait for a year, and then for a week, as failed comparisons say", async () => {
    const profit = await taken("year-lock", "faulty", 60_000, 100n * ETHER, (words, scene, found) => {
      expect(words).to.match(/wait 31\d+ (second|minute)s[^]*vault\.ask[^]*wait [^]*vault\.take/);
      const { steps } = shrink(scene, found);
      const shrunk = steps.map((step) => describeStep(scene, step)).join("\n");
      expect(shrunk).to.match(/wait 365 days[^]*wait 7 days/);
    });
    expect(profit >= 100n * ETHER, String(profit)).to.equal(true);
    expect(await taken("year-lock", "sound", 6_000, 1n)).to.equal(0n);
  });

  it("is to give a token of its own where a token is asked for", async () => {
    const puts = async (twin: Twin): Promise<bigint> => {
      const scene = openScene(await worldOf("own-token", twin), { accounts: 1 });
      const call = (name: string, ...args: Arg[]): Step => ({
        ...{ kind: "call", sender: 0, fn: scene.fns.findIndex((one) => one.name === name), args },
      });
      const address = (name: string): Arg => ({ kind: "address", of: scene.addressNames.indexOf(name) });
      const amount = number(120n * ETHER);
      const steps = [
        call("store.put", address("attacker"), amount),
        // What it put in of its own it gets back as well.
        call("store.take", address("attacker"), number(1n)),
        call("store.put", address("attacker"), number(1n)),
        call("store.take", address("token"), amount),
      ];
      try {
        scene.session.reset();
        expect(steps.map((step) => scene.session.step(step).ok)).to.deep.equal([true, true, true, twin === "faulty"]);
        expect(meansOf(scene)).to.include("a contract and token of its own where one is asked for");
        return await judge(scene, { steps });
      } finally {
        scene.session.machine.close();
      }
    };
    expect(await puts("faulty")).to.equal(120n * ETHER);
    expect(await puts("sound")).to.equal(0n);
  });

  it("is to sign what a contract asks it to sign, as three words and as one, whatever the scheme", async () => {
    const orders = async (twin: Twin): Promise<bigint> => {
      const scene = openScene(await worldOf("signed-orders", twin), { accounts: 2 });
      const call = (name: string, sender: number, ...args: Arg[]): Step => ({
        ...{ kind: "call", sender, fn: scene.fns.findIndex((one) => one.name === name), args },
      });
      const [to, owner] = ["attacker", "attacker 2"].map((name): Arg => ({
        kind: "address",
        of: scene.addressNames.indexOf(name),
      }));
      const part = (of: SignaturePart): Arg => ({ kind: "signature", by: 1, part: of });
      const amount = number(40n * ETHER);
      const steps = [
        call("store.put", 1, amount),
        call("store.send", 0, owner!, to!, amount, part("v"), part("r"), part("s")),
        call("store.sendBy", 0, owner!, to!, amount, part("whole")),
      ];
      try {
        expect(stepsFrom(scene, JSON.parse(JSON.stringify(keptSteps(scene, steps))) as KeptStep[])).to.deep.equal(
          steps,
        );
        expect(describeStep(scene, steps[2]!)).to.include("a signature by attacker 2");
        scene.session.reset();
        expect(steps.map((step) => scene.session.step(step).ok)).to.deep.equal([true, true, twin === "faulty"]);
        // Nobody has the key of a contract.
        const forged = call("store.sendBy", 0, to!, to!, number(0n), { kind: "signature", by: 0, part: "whole" });
        expect(scene.session.step(forged).ok).to.equal(false);
        return await judge(scene, { steps });
      } finally {
        scene.session.machine.close();
      }
    };
    expect(await orders("faulty")).to.equal(40n * ETHER);
    expect(await orders("sound")).to.equal(0n);
  });
});
