import { RESULT, scenarioFunction } from "../scenario/schema/results.ts";
import { limited } from "../core/watchdog.ts";
import { planDeployment, type Plan } from "../scenario/plan.ts";
import type { PredictionSpec } from "../scenario/scenario.ts";
import type { Inputs } from "./inputs.ts";

type Predictions = { readonly [measure: string]: PredictionSpec };

/** What follows from inputs alone is found once: to plan a deployment takes most of what a design costs a search. */
const plans = new WeakMap<Inputs, Plan>();
const predictions = new WeakMap<Inputs, Predictions>();

/** What inputs deploy. Throws InputError for whatever does not fit. */
export function planOf(inputs: Inputs): Plan {
  let plan = plans.get(inputs);
  if (!plan) {
    const { scenario, design, seed, sizes } = inputs;
    plans.set(inputs, (plan = limited(() => planDeployment(scenario, design, seed, sizes.agents))));
  }
  return plan;
}

/** What theory says of a run, without what the scenario leaves undefined. */
export function predictionsOf(inputs: Inputs): Predictions {
  let predicted = predictions.get(inputs);
  if (!predicted) {
    const { scenario, design, sizes } = inputs;
    const all = limited(() =>
      scenarioFunction(
        () => `predictions of scenario ${scenario.name}`,
        () => scenario.predictions({ design, sizes, count: (name) => sizes.agents[name] ?? 0 }),
        RESULT.predictions,
      ),
    );
    predicted = Object.fromEntries(Object.entries(all).filter(([, prediction]) => prediction !== undefined));
    predictions.set(inputs, predicted);
  }
  return predicted;
}
