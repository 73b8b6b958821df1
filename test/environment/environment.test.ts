import { expect } from "chai";
import { FaultsError, RunError } from "../../sim/core/errors/errors.ts";
import {
  environment,
  type EnvironmentConditions,
  geometricBrownian,
  jumps,
  lognormal,
  normal,
  poissonArrivals,
  range,
  uniform,
} from "../../sim/environment/index.ts";

const declared = environment({
  price: jumps(geometricBrownian({ initial: 100, volatility: range(0.02, 0.01, 0.05) }), { rate: 0.1, deviation: 0.1 }),
  demand: poissonArrivals({ rate: uniform(2, 4) }),
  cost: lognormal(0.5, 0.1),
});

function play(blocks: number, conditions?: EnvironmentConditions, seed: number | string = 7) {
  const run = declared.start(seed, conditions);
  return Array.from({ length: blocks }, (_, block) => run.next(block));
}

function codesOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof FaultsError) return error.faults.map((fault) => fault.code);
    throw error;
  }
  return [];
}

describe("an environment", () => {
  it("declares what nobody controls by dotted names, with nominal value and corners", () => {
    expect(declared.uncertain.map((v) => v.name)).to.deep.equal(["price.volatility", "demand.rate", "cost.value"]);
    const [volatility, rate, cost] = declared.uncertain;
    expect([volatility!.low, volatility!.nominal, volatility!.high]).to.deep.equal([0.01, 0.02, 0.05]);
    expect([rate!.low, rate!.nominal, rate!.high]).to.deep.equal([2, 3, 4]);
    expect(cost!.nominal).to.equal(0.5);
    expect(Math.log(cost!.high / 0.5)).to.be.closeTo(0.3, 1e-12); // three standard deviations
    expect(Math.log(cost!.low / 0.5)).to.be.closeTo(-0.3, 1e-12);
  });

  it("samples a variable by the inverse of its distribution", () => {
    const [volatility, rate, cost] = declared.uncertain;
    expect(volatility!.sample(0.5)).to.equal(0.03);
    expect(rate!.sample(0.25)).to.equal(2.5);
    expect(cost!.sample(0.5)).to.be.closeTo(0.5, 1e-15);
    expect(environment({ x: normal(1, 2) }).uncertain[0]!.sample(0.975)).to.be.closeTo(
      1 + 2 * 1.959963984540054,
      1e-12,
    );
  });

  it("gives the same values to the same seed, others to another, all as 1e18 fixed point", () => {
    expect(play(5)).to.deep.equal(play(5));
    expect(play(5)).not.to.deep.equal(play(5, {}, 8));
    const [first] = play(1);
    expect(first!.cost).to.equal(5n * 10n ** 17n);
    expect(first!.demand % 10n ** 18n).to.equal(0n);
  });

  it("keys draws by process and block: another process changes nobody else's", () => {
    const alone = environment({ demand: poissonArrivals({ rate: 3 }) }).start(7);
    const demands = Array.from({ length: 20 }, (_, block) => alone.next(block).demand);
    expect(play(20).map((values) => values.demand)).to.deep.equal(demands);
  });

  it("gives two processes of one kind draws of their own", () => {
    const twins = environment({ a: poissonArrivals({ rate: 50 }), b: poissonArrivals({ rate: 50 }) }).start(7);
    const both = Array.from({ length: 10 }, (_, block) => twins.next(block));
    expect(both.map((values) => values.a)).not.to.deep.equal(both.map((values) => values.b));
  });

  it("pins variables for a corner and leaves the rest as it was", () => {
    const pinned = play(10, { pinned: { "price.volatility": 0, "price.jumpRate": 0, "cost.value": 2 } });
    expect(pinned.map((values) => values.price)).to.deep.equal(new Array(10).fill(100n * 10n ** 18n));
    expect(pinned[0]!.cost).to.equal(2n * 10n ** 18n);
    expect(pinned.map((values) => values.demand)).to.deep.equal(play(10).map((values) => values.demand));
  });

  it("reproduces a run from explicit innovations, and fills only what is absent", () => {
    const rate = { pinned: { "demand.rate": 3 } };
    const given = play(4, { ...rate, innovations: { demand: [0.01, null, 0.99] } }).map((v) =>
      Number(v.demand / 10n ** 18n),
    );
    const free = play(4).map((values) => Number(values.demand / 10n ** 18n));
    expect(given).to.deep.equal([0, free[1], 8, free[3]]);
    const prices = play(4, { innovations: { demand: [0.01] } }).map((values) => values.price);
    expect(prices).to.deep.equal(play(4).map((values) => values.price));
  });

  it("takes innovations block after block, as many as the process uses in one", () => {
    const calm = { pinned: { "price.volatility": 0, "price.jumpRate": 0.5 } };
    const jumped = play(2, { ...calm, innovations: { price: [null, 0.7, 0.9, null, 0.2, 0.5] } });
    const [first, second] = jumped.map((values) => Number(values.price) / 1e18);
    const compensation = -0.5 * (Math.exp(0.005) - 1);
    expect(Math.log(first! / 100)).to.be.closeTo(0.1 * 1.2815515655446004 + compensation, 1e-12); // one jump, at its 0.9 quantile
    expect(Math.log(second! / first!)).to.be.closeTo(compensation, 1e-12); // none
  });

  it("adds sinusoids to what a process does: relative, absolute, or several", () => {
    const calm = { "price.volatility": 0, "price.jumpRate": 0 };
    const relative = { amplitude: 0.1, relative: true, omega: 0.3, phase: 0.5 };
    const absolute = { amplitude: 2, relative: false, omega: 1, phase: 0 };
    const price = (forcing: EnvironmentConditions["forcing"]) =>
      play(50, { pinned: calm, forcing }).map((values) => Number(values.price) / 1e18);
    price({ price: relative }).forEach((value, t) =>
      expect(value).to.be.closeTo(100 * (1 + 0.1 * Math.sin(0.3 * t + 0.5)), 1e-9),
    );
    price({ price: [relative, absolute] }).forEach((value, t) =>
      expect(value).to.be.closeTo(100 * (1 + 0.1 * Math.sin(0.3 * t + 0.5)) + 2 * Math.sin(t), 1e-9),
    );
  });

  it("forces long runs without losing the phase", () => {
    const forced = environment({ x: 0 }).start(1, {
      forcing: { x: { amplitude: 1, relative: false, omega: 3, phase: 0 } },
    });
    forced.restore({ block: 2_000_000, paths: { x: [] } });
    expect(Number(forced.next(2_000_000).x) / 1e18).to.be.closeTo(Math.sin(6e6), 1e-8);
  });

  it("goes on from a checkpoint in plain JSON as if it had not stopped", () => {
    const whole = play(12);
    const run = declared.start(7);
    for (let block = 0; block < 5; block++) run.next(block);
    const resumed = declared.start(7);
    resumed.restore(JSON.parse(JSON.stringify(run.save())) as ReturnType<typeof run.save>);
    const rest = Array.from({ length: 7 }, (_, i) => resumed.next(5 + i));
    expect(rest).to.deep.equal(whole.slice(5));
  });

  it("refuses blocks out of order", () => {
    const run = declared.start(1);
    run.next(0);
    expect(() => run.next(2))
      .to.throw(RunError)
      .with.property("code", "ENVIRONMENT_ORDER");
  });

  it("reports a path that leaves the finite numbers", () => {
    const wild = environment({ x: geometricBrownian({ initial: 1, drift: 500, volatility: 0 }) }).start(1);
    expect(() => {
      wild.next(0);
      wild.next(1);
    })
      .to.throw(RunError)
      .with.property("code", "ENVIRONMENT_VALUE");
  });
});

describe("faults of an environment", () => {
  it("are found all at once", () => {
    const faulty = environment({
      "a.b": 1,
      price: geometricBrownian({ initial: -1, volatility: range(0.2, 0.3, 0.1) }),
      demand: poissonArrivals({ rate: NaN }),
      other: range(5, 0, 1),
      spread: lognormal(-1, -1),
    });
    expect(faulty.faults().map((fault) => [fault.code, fault.where])).to.deep.equal([
      ["ENVIRONMENT_NAME", "environment"],
      ["ENVIRONMENT_DOMAIN", "environment.price.initial"],
      ["ENVIRONMENT_NUMBER", "environment.price.volatility"],
      ["ENVIRONMENT_NUMBER", "environment.demand.rate"],
      ["ENVIRONMENT_NUMBER", "environment.other.value"],
      ["ENVIRONMENT_NUMBER", "environment.spread.value"],
      ["ENVIRONMENT_NUMBER", "environment.spread.value"],
    ]);
    expect(codesOf(() => faulty.start(1))).to.have.length(7);
  });

  it("include a distribution that reaches beyond what the parameter may be", () => {
    const faulty = environment({ price: geometricBrownian({ initial: 1, volatility: normal(0.1, 0.05) }) });
    expect(faulty.faults().map((fault) => fault.code)).to.deep.equal(["ENVIRONMENT_DOMAIN"]);
    expect(
      environment({ price: geometricBrownian({ initial: 1, volatility: lognormal(0.1, 0.5) }) }).faults(),
    ).to.deep.equal([]);
  });

  it("include jumps over jumps, whose parameters would share names", () => {
    const once = jumps(geometricBrownian({ initial: 1, volatility: 0 }), { rate: 1, deviation: 1 });
    expect(
      environment({ x: jumps(once, { rate: 1, deviation: 1 }) })
        .faults()
        .map((f) => f.code),
    ).to.deep.equal(["ENVIRONMENT_JUMPS"]);
  });

  it("of conditions are found all at once, with the nearest names", () => {
    const conditions: EnvironmentConditions = {
      pinned: { "price.volatilty": 1, "price.volatility": -1 },
      forcing: { prize: { amplitude: 1, relative: true, omega: NaN, phase: 0 } },
      innovations: { demand: [0.5, 1], costs: [] },
    };
    const faults = declared.conditionFaults(conditions);
    expect(faults.map((fault) => fault.code)).to.deep.equal([
      "CONDITION_UNKNOWN",
      "CONDITION_PIN",
      "CONDITION_UNKNOWN",
      "CONDITION_FORCING",
      "CONDITION_INNOVATION",
      "CONDITION_UNKNOWN",
    ]);
    expect(faults[0]!.remedy).to.equal('did you mean "price.volatility"');
    expect(faults[2]!.remedy).to.equal('did you mean "price"');
    expect(codesOf(() => declared.start(1, conditions))).to.have.length(6);
  });
});
