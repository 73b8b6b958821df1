import { geneNames } from "../../scenario/genes.ts";
import type { SpeciesState } from "../species-state.ts";

/**
 * How much the living still owe to the initial population, by species: for each gene the squared correlation between
 * an agent's value and its founder's. 0: forgotten; 1: unchanged. With one founding line left there is nothing to
 * correlate: NaN.
 */
export function initialDependence(speciesStates: readonly SpeciesState[]): Record<string, number[]> {
  return Object.fromEntries(
    speciesStates.map((speciesState) => {
      const { name, spec } = speciesState;
      const agents = speciesState.living();
      const shares = geneNames(spec.genome).map((_gene, g) =>
        squaredCorrelation(
          agents.map(({ genome }) => genome[g]!),
          agents.map(({ founder }) => founder[g]!),
        ),
      );
      return [name, shares];
    }),
  );
}

function squaredCorrelation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return (ab * ab) / (aa * bb);
}
