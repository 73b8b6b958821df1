export { ATTACK_PROFIT, type AttackMeasure } from "./attack-profit.ts";
export { deviatingSpecies, DEVIATION, type DeviationMeasure } from "./deviation.ts";
export { resolutionOf, TERMS } from "./resolution.ts";
export {
  assess,
  type Assessment,
  compareAssessments,
  type GoalOutcome,
  goalRange,
  type IntervalWorth,
  type MeasureRanges,
  type Replicate,
} from "./assess.ts";
export { type Clash, clashesOf, goalFaults } from "./faults.ts";
export {
  atLeast,
  atMost,
  type Bound,
  type Constraint,
  type Goal,
  type InOrder,
  inOrder,
  isConstraint,
  maximize,
  measuresOf,
  minimize,
  type Objective,
  type Weighted,
  weighted,
  type Within,
  within,
} from "./goals.ts";
export { limitFrom } from "./stored-limit.ts";
export { statementsOf } from "./statement.ts";
export { over, type Statistic } from "./statistics.ts";
