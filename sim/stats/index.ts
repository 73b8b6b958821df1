/** Statistics by themselves: intervals that hold for skewed, correlated and early-stopped samples, and sensitivity. */
export { anytimeMean, type AnytimeMean } from "./anytime-mean.ts";
export { anytimeQuantile } from "./anytime-quantile.ts";
export { bootstrapInterval, type BootstrapOptions, type Statistic } from "./bootstrap.ts";
export { coveringArray } from "./covering-array.ts";
export { gini, herfindahl, lorenz, type LorenzPoint } from "./inequality.ts";
export { nakamoto } from "./nakamoto.ts";
export { mean, meanInterval, pairedDifference, variance } from "./mean.ts";
export { elementaryEffects, morrisTrajectories, type ElementaryEffects, type Trajectory } from "./morris.ts";
export { clopperPearson, trialsToShow, upperBound, wilson } from "./proportion.ts";
export { quantileInterval, sortedQuantile } from "./quantile.ts";
export { anytimeProportion } from "./sequential-proportion.ts";
export { batchMeans, seriesMean, type SeriesMean } from "./series-mean.ts";
export { shapedMean, type ShapedMean, type ShapedMeanOptions } from "./skewed-mean.ts";
export { saltelliPoints, sobolIndices, type SobolIndices, type SobolOptions } from "./sobol-indices.ts";
