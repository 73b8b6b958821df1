import {
  atLeast,
  environment,
  ether,
  fixed,
  ONE,
  over,
  parameter,
  Random,
  range,
  real,
  scenario,
} from "../../index.ts";

const SLOPE = 0.2;
const WIDTH = 1e-4;

/** A failure that is planted where nobody can guess it: one coordinate is the world's, the other the agent's strategy. */
export default scenario("needle", {
  title: "A failure on 1e-4 of the range, with two decoys",
  parameters: { place: parameter.integer(1, { min: 1, max: 1_000_000 }) },
  environment: environment({ x: range(0.5, 0, 1) }),
  sizes: { generations: 1, blocks: 1 },
  deploy: ({ contract }) => ({ plant: contract("ResonancePlant", [ONE, ether(1), 0n]) }),
})
  .species("player", {
    count: 1,
    genome: { y: real(0, 1) },
    adaptation: fixed(),
    act: ({ c, env, genome, design }) => {
      const margin = needleMargin(design.place, [Number(env.x) / 1e18, genome.y]);
      return [c.plant.move(BigInt(Math.round(margin * 1e18)))];
    },
  })
  .measures((measure) => ({
    margin: measure.view({ about: "the planted margin", unit: "", read: ({ c }) => c.plant.hashRate(), per: ONE }),
  }))
  .goals(atLeast("margin", 0, over.worst()));

/**
 * Below 0 on 1e-4 of the range about a random interior place, to which the margin slopes over 20 % of the range; two
 * decoys slope likewise to margins that stay above 0; elsewhere it is 1.
 */
export function needleMargin(seed: number, point: readonly number[]): number {
  const random = Random.of(seed, "planted", point.length);
  const place = (): number[] => point.map(() => 0.1 + 0.8 * random.unit());
  const failure = place();
  const decoy = (): number[] => {
    const candidate = place();
    return distance(candidate, failure) > 0.15 ? candidate : decoy();
  };
  const decoys = [decoy(), decoy()] as const;
  if (distance(point, failure) < WIDTH / 2) return -1;
  const slope = (centre: readonly number[], bottom: number): number =>
    bottom + (1 - bottom) * Math.min(1, distance(point, centre) / SLOPE);
  return Math.min(slope(failure, 1e-9), slope(decoys[0], 0.05), slope(decoys[1], 0.1));
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}
