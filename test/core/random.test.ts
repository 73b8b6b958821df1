import { expect } from "chai";
import fc from "../properties.ts";
import { normalCdf } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import { expectFault } from "../runs/folder.ts";

/** Probability of a chi-square at least as large, by Wilson and Hilferty's cube root: good for 15 cells or more. */
function chiSquareTail(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const v = counts.length - 1;
  return 1 - normalCdf((Math.cbrt(chi / v) - (1 - 2 / (9 * v))) / Math.sqrt(2 / (9 * v)));
}

function histogram(cells: number, draws: Iterable<number>): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (const u of draws) counts[Math.floor(u * cells)]!++;
  return counts;
}

/** Neither too uneven nor too even: a generator fails both ways. */
function expectUniform(counts: readonly number[], what: string): void {
  expect(chiSquareTail(counts), what).to.be.within(1e-4, 1 - 1e-4);
}

describe("keyed random streams", () => {
  it("give the same draws for ever", () => {
    const stream = Random.of(1, "golden");
    expect([stream.bits(), stream.bits(), stream.bits()]).to.deep.equal([627078423, -256855723, -1961098805]);
    expect(stream.unit()).to.equal(0.3409571545849067);
    expect(stream.integer(1000)).to.equal(859);
    const child = Random.of(1, "golden").at(2, -3, 4);
    expect([child.bits(), child.bits(), child.unit()]).to.deep.equal([2035279491, 386571694, 0.19840286643972038]);
    expect(Random.of(7, "s").shuffle([0, 1, 2, 3, 4, 5, 6, 7])).to.deep.equal([3, 6, 4, 2, 0, 5, 7, 1]);
  });

  it("do not care whether the seed comes as number, bigint or text", () => {
    const draws = ([5, 5n, "5"] as const).map((seed) => Random.of(seed, "x").bits());
    expect(new Set(draws).size).to.equal(1);
  });

  it("are moved by no other stream, and not by the order in which streams are made", () => {
    const alone = Random.of(3, "a").at(1);
    const expected = [alone.unit(), alone.unit(), alone.unit()];
    const parent = Random.of(3, "a");
    const other = parent.at(2);
    other.unit();
    parent.unit();
    const own = parent.at(1);
    const drawn = [own.unit()];
    other.unit();
    Random.of(3, "b").unit();
    drawn.push(own.unit(), own.unit());
    expect(drawn).to.deep.equal(expected);
  });

  it("become a child that another object is, wherever they stood before", () => {
    const parent = Random.of(5, "p");
    const kept = Random.of(6, "q");
    kept.unit();
    for (const coordinates of [[], [0], [1, 2, 3], [-1, 7]]) {
      kept.become(parent, ...coordinates);
      const child = parent.at(...coordinates);
      expect(kept.at(4).bits()).to.equal(child.at(4).bits());
      expect([kept.bits(), kept.unit()]).to.deep.equal([child.bits(), child.unit()]);
    }
  });

  it("tell keys apart that look alike", () => {
    const root = Random.of(1, "a");
    const keys = [
      Random.of(1, "a", "b"),
      Random.of(1, "a,b"),
      Random.of(1, "ab"),
      Random.of(1, "a", 1),
      Random.of(11, "a"),
      root,
      root.at(),
      root.at(0),
      root.at(0, 0),
      root.at(1),
      root.at(-1),
      root.at(1, 2),
      root.at(2, 1),
      root.at(1).at(2),
    ];
    expect(new Set(keys.map((stream) => stream.bits())).size).to.equal(keys.length);
  });

  it("are uniform in a single stream, in pairs, and in their low bits", () => {
    const stream = Random.of(11, "uniform");
    expectUniform(
      histogram(
        256,
        draws(65_536, () => stream.unit()),
      ),
      "single draws",
    );
    expectUniform(
      histogram(
        256,
        draws(65_536, () => (Math.floor(stream.unit() * 16) + stream.unit()) / 16),
      ),
      "pairs",
    );
    expectUniform(
      histogram(
        256,
        draws(65_536, () => (stream.bits() & 255) / 256),
      ),
      "low bits",
    );
  });

  it("are uniform and uncorrelated across neighbouring keys, seeds and coordinates", () => {
    const root = Random.of(2, "neighbours");
    expectUniform(
      histogram(
        256,
        draws(65_536, (i) => root.at(i).unit()),
      ),
      "first draws of children",
    );
    expectUniform(
      histogram(
        256,
        draws(65_536, (i) => root.at(i % 256, i >> 8, 7).unit()),
      ),
      "two coordinates",
    );
    expectUniform(
      histogram(
        64,
        draws(8192, (i) => Random.of(i, "seed").unit()),
      ),
      "first draws of seeds",
    );
    let sum = 0;
    const n = 40_000;
    for (let i = 0; i < n; i++) sum += (root.at(i).unit() - 0.5) * (root.at(i + 1).unit() - 0.5) * 12;
    expect(Math.abs(sum / Math.sqrt(n)), "correlation of neighbours, in standard errors").to.be.below(4);
  });

  it("flip half of the bits of the draw for any one bit of the coordinate", () => {
    const root = Random.of(4, "avalanche");
    for (let bit = 0; bit < 32; bit++) {
      let flipped = 0;
      for (let i = 0; i < 256; i++) {
        for (let d = root.at(i).bits() ^ root.at(i ^ (1 << bit)).bits(); d !== 0; d &= d - 1) flipped++;
      }
      // 8192 bits: a standard error of 45
      expect(flipped, `bit ${bit}`).to.be.within(4096 - 5 * 45, 4096 + 5 * 45);
    }
  });

  it("draw integers below any bound without bias, and shuffle every order equally often", () => {
    const stream = Random.of(5, "integers");
    expectUniform(
      histogram(
        24,
        draws(24_000, () => stream.integer(24) / 24),
      ),
      "integer(24)",
    );
    // with a bias of the modulo the lower half of [0, 3 * 2^30) would come twice as often
    expectUniform(
      histogram(
        16,
        draws(16_000, () => stream.integer(3_221_225_472) / 3_221_225_472),
      ),
      "large bound",
    );
    const orders = draws(24_000, () => {
      const [a, b, c, d] = stream.shuffle([0, 1, 2, 3]);
      return (a! * 6 + (b! > a! ? b! - 1 : b!) * 2 + (c! > d! ? 1 : 0)) / 24;
    });
    expectUniform(histogram(24, orders), "shuffles of four");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (n) => {
        const draw = stream.integer(n);
        return Number.isInteger(draw) && draw >= 0 && draw < n;
      }),
    );
  });

  it("refuse bounds that leave no integer, as an empty list does, and those beyond what they draw", () => {
    const stream = Random.of(1);
    for (const bound of [0, -1, 0.5, 1.5, NaN, Infinity, 2 ** 32 + 1]) {
      const { fault } = expectFault("RANDOM_BOUND", () => stream.integer(bound));
      expect(fault.found).to.equal(String(bound));
    }
    expectFault("RANDOM_BOUND", () => stream.pick([]));
  });
});

function* draws(count: number, draw: (i: number) => number): Generator<number> {
  for (let i = 0; i < count; i++) yield draw(i);
}
