import { InputError } from "../core/errors/errors.ts";

/** One layer of reference points: the simplex lattice with this many steps along each axis, shrunk about its centre. */
export interface Layer {
  readonly partitions: number;
  /** 1 for the whole simplex; 0.5 for the usual inner layer. */
  readonly scale?: number;
}

/** More reference points than this would make a population nobody can evaluate. */
const MAX_POINTS = 20_000;

/**
 * Structured points on the unit simplex (Das & Dennis 1998), in layers for many objectives (Deb & Jain 2014). One layer
 * has (objectives + partitions - 1 choose partitions) points.
 * @throws {InputError} REFERENCE_POINTS
 *
 * @example
 * const points = referencePoints(3, [{ partitions: 4 }]);
 */
export function referencePoints(objectives: number, layers: readonly Layer[]): number[][] {
  const count = layers.reduce((sum, { partitions }) => sum + latticeSize(objectives, partitions), 0);
  const sound = layers.every(
    ({ partitions, scale = 1 }) => Number.isInteger(partitions) && partitions >= 1 && scale > 0 && scale <= 1,
  );
  if (!sound || !(count >= 1 && count <= MAX_POINTS))
    throw InputError.of("REFERENCE_POINTS", {
      found: `${JSON.stringify(layers)} for ${objectives} objectives`,
      max: MAX_POINTS,
    });
  return layers.flatMap(({ partitions, scale = 1 }) =>
    lattice(objectives, partitions).map((steps) =>
      steps.map((step) => (scale * step) / partitions + (1 - scale) / objectives),
    ),
  );
}

/**
 * Layers for a population of about the given size: the finest single lattice that fits, or two layers where that
 * lattice would have points on the simplex's boundary only (Deb & Jain 2014).
 *
 * @example
 * const layers = layersFor(3, 92);
 */
export function layersFor(objectives: number, population: number): Layer[] {
  const finest = (room: number) => {
    let partitions = 1;
    while (latticeSize(objectives, partitions + 1) <= room) partitions++;
    return partitions;
  };
  if (objectives < 2) return [{ partitions: 1 }];
  const single = finest(population);
  if (single >= objectives || objectives <= 3) return [{ partitions: single }];
  const outer = finest((population * 2) / 3);
  const room = population - latticeSize(objectives, outer);
  if (room < objectives) return [{ partitions: single }];
  return [{ partitions: outer }, { partitions: finest(room), scale: 0.5 }];
}

function latticeSize(objectives: number, partitions: number): number {
  let size = 1;
  for (let i = 1; i < objectives; i++) size = (size * (partitions + i)) / i;
  return size;
}

/** All ways to share out `steps` among `parts`, in descending order of the first. */
function lattice(parts: number, steps: number): number[][] {
  if (parts === 1) return [[steps]];
  const ways: number[][] = [];
  for (let first = steps; first >= 0; first--)
    for (const rest of lattice(parts - 1, steps - first)) ways.push([first, ...rest]);
  return ways;
}
