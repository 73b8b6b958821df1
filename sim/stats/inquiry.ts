import { RunError } from "../core/errors/errors.ts";

/**
 * A procedure that asks for values of points, a batch at a time, and ends in a result: `yield` hands out the points and
 * returns their values in the same order. It knows neither who evaluates nor how many at once, so the same procedure
 * runs in a test, on a job pool, or resumed from stored values; batches never depend on who answers.
 */
export type Inquiry<Point, Value, Result> = Generator<readonly Point[], Result, readonly Value[]>;

/** Runs an inquiry to its end with an evaluator that may be asynchronous. */
export async function answer<Point, Value, Result>(
  inquiry: Inquiry<Point, Value, Result>,
  evaluate: (points: readonly Point[]) => Promise<readonly Value[]> | readonly Value[],
): Promise<Result> {
  let step = inquiry.next();
  while (!step.done) step = inquiry.next(checked(step.value, await evaluate(step.value)));
  return step.value;
}

/** The same for a function of one point that answers at once. */
export function answerEach<Point, Value, Result>(
  inquiry: Inquiry<Point, Value, Result>,
  evaluate: (point: Point) => Value,
): Result {
  let step = inquiry.next();
  while (!step.done) step = inquiry.next(step.value.map((point) => evaluate(point)));
  return step.value;
}

function checked<Point, Value>(points: readonly Point[], values: readonly Value[]): readonly Value[] {
  if (values.length === points.length) return values;
  throw RunError.of("STATS_ANSWERS", { found: String(values.length), points: points.length });
}
