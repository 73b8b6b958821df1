import type { OptimiserSubject } from "../../sim/conformance/index.ts";
import { cmaEs, differentialEvolution, latinHypercube, nsga2, nsga3, sobol } from "../../sim/search/index.ts";

/** Every optimiser, small enough that a few hundred proposals span many generations and restarts. */
export const optimisers: readonly OptimiserSubject[] = [
  { name: "NSGA-II", objectives: 2, learns: true, make: (p) => nsga2(p, { population: 12 }) },
  { name: "NSGA-III", objectives: 3, learns: true, make: (p) => nsga3(p, { layers: [{ partitions: 3 }] }) },
  { name: "CMA-ES without restarts", objectives: 1, learns: true, make: (p) => cmaEs(p, { restarts: "none" }) },
  { name: "CMA-ES, IPOP", objectives: 1, learns: true, make: (p) => cmaEs(p, { restarts: "ipop" }) },
  { name: "CMA-ES, BIPOP", objectives: 1, learns: true, make: (p) => cmaEs(p, { restarts: "bipop" }) },
  { name: "differential evolution", objectives: 1, learns: true, make: (p) => differentialEvolution(p) },
  { name: "Sobol", objectives: 2, learns: false, make: (p) => sobol(p) },
  { name: "Latin hypercube", objectives: 2, learns: false, make: (p) => latinHypercube(p, { size: 25 }) },
];
