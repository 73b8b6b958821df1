import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as timer } from "node:timers";
import { expect } from "chai";
import { asFunctionOfItsInput, seal } from "../../sim/core/determinism.ts";
import { live, refused } from "../fixtures/run.ts";
import { impure, type Asked, type Input } from "../fixtures/scenarios/impure.ts";

const QUICK = { engine: "fast", generations: 2, blocks: 1 } as const;
// Kept as a module keeps it: before any run, and still the guarded one when the module is loaded by the simulator.
const nothing = (): void => undefined;

describe("functions of a scenario that are no functions of their input", function () {
  this.timeout(60_000);
  const refusedIn = async (asked: Asked) =>
    (await refused("NONDETERMINISTIC", live(impure("impure", asked), QUICK))).fault;

  for (const [called, ask] of Object.entries<() => unknown>({
    "Math.random()": () => Math.random(),
    "Date.now()": () => Date.now(),
    "new Date()": () => new Date(),
    "Date()": () => Date(),
    "performance.now()": () => performance.now(),
    "process.hrtime()": () => process.hrtime.bigint(),
    "setTimeout()": () => setTimeout(nothing, 1),
    "setInterval()": () => setInterval(nothing, 1),
    "setImmediate()": () => setImmediate(nothing),
    "queueMicrotask()": () => queueMicrotask(nothing),
    "timers.setTimeout()": () => timer(nothing, 1),
    "crypto.getRandomValues()": () => crypto.getRandomValues(new Uint8Array(4)),
    "crypto.randomUUID()": () => crypto.randomUUID(),
    "crypto.randomBytes()": () => randomBytes(4),
    "crypto.randomInt()": () => randomInt(4),
  }))
    it(`are refused ${called}, and species, agent and call are named`, async () => {
      const { where, found } = await refusedIn({ act: ask });
      expect(where).to.equal("worker #0, block 0");
      expect(found).to.equal(`a call of ${called}`);
    });

  for (const [what, place] of Object.entries<string>({
    thinking: "worker #0, block 0",
    observe: "worker #0, observe, block 0",
    positions: "worker #0, positions, block 0",
    cost: "worker #0, cost, block 0",
    endow: "worker #0, endow, block 0",
    accounts: "worker #0, accounts, block 0",
    founders: "founders of worker",
    entry: "adaptation of worker, generation 0",
    deploy: "deploy of scenario impure",
    setup: "setup of scenario impure",
    holdings: "holdings of scenario impure",
    solvency: "solvency of scenario impure",
    measure: "measure work",
    derived: "measure twice",
    invariant: "invariant holds",
    predictions: "predictions of scenario impure",
  }))
    it(`are refused in ${what} as well`, async () => {
      const fault = await refusedIn({ [what]: () => Math.random() });
      expect(fault.where).to.include(place);
    });

  it("are refused though they catch what is thrown at them", async () => {
    const { found } = await refusedIn({
      act: () => {
        try {
          Math.random();
        } catch {
          return;
        }
      },
    });
    expect(found).to.include("Math.random()");
  });

  for (const [what, write] of Object.entries<(input: Input) => unknown>({
    "the design": ({ design }) => (design!["share"] = 0.9),
    "its genome": ({ genome }) => (genome!["zeal"] = 0.1),
    "a gene that it has not": ({ genome }) => (genome!["hidden"] = 1),
    "the tick": ({ tick }) => (tick!["block"] = 7),
    "the environment": ({ env }) => (env!["price"] = 7n),
    "the contracts": ({ c }) => (c!["more"] = 7),
    "a contract": ({ c }) => ((c!["contest"] as Record<string, unknown>)["submit"] = nothing),
    "the list of its accounts": ({ accounts }) => (accounts as unknown as unknown[]).push("0x"),
    "its input": (input) => (input["kept"] = {}),
    "its slot": (input) => (input["slot"] = {}),
  }))
    it(`are refused a write into ${what}`, async () => {
      const { where, found } = await refusedIn({ act: write });
      expect(where).to.equal("worker #0, block 0");
      expect(found).to.include("a write into what it was given");
    });

  it("may ask for a date that they name, and write into their memory", async () => {
    const { measurement } = await live(
      impure("impure", {
        act: ({ memory }) => {
          const seen = memory!["seen"] as number;
          memory!["seen"] = seen + new Date("2026-01-01").getUTCDate() + new Date(2026, 0).getMonth();
        },
      }),
      QUICK,
    );
    expect(measurement.generations).to.equal(2);
  });
});

describe("the guards", () => {
  it("are gone after the last run that holds them, whatever became of it", async () => {
    const before = [Math.random, Date, Date.now, setTimeout, performance.now, crypto.getRandomValues, randomBytes];
    const now = () => [Math.random, Date, Date.now, setTimeout, performance.now, crypto.getRandomValues, randomBytes];
    const [one, other] = [
      live(impure("one", {}), QUICK),
      refused("NONDETERMINISTIC", live(impure("other", { act: () => Math.random() }), QUICK)),
    ];
    expect(now()).to.not.deep.equal(before);
    await other;
    await one;
    expect(now().every((one, i) => one === before[i])).to.equal(true);
    expect(Object.getOwnPropertyDescriptor(globalThis, "Date")).to.include({ enumerable: false, writable: true });
  });

  it("leave code outside scenarios alone, between two functions of one as well", async () => {
    const release = seal();
    try {
      expect(() => asFunctionOfItsInput(() => "here", Math.random)).to.throw("NONDETERMINISTIC");
      expect(Math.random()).to.be.within(0, 1);
      expect(Date.now()).to.be.greaterThan(1e12);
      expect(new Date()).to.be.instanceOf(Date);
      expect(structuredClone(new Date(5)).getTime()).to.equal(5);
      await new Promise((resolve) => setTimeout(resolve, 1));
    } finally {
      release();
    }
  });

  it("are left by a policy without an end", async () => {
    const endless = impure("endless", {
      act: () => {
        for (;;);
      },
    });
    await refused("POLICY_TIMEOUT", live(endless, { ...QUICK, options: { policyLimit: 0.2 } }));
    expect(Math.random()).to.be.within(0, 1);
    expect(
      asFunctionOfItsInput(
        () => "here",
        () => 1,
      ),
    ).to.equal(1);
  });
});
