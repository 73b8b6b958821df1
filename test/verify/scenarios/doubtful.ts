import shares from "../../../sim/validation/scenarios/shares.ts";
import { atMost, over } from "../../../sim/index.ts";

/** Shares held to a limit that the strongest corner keeps in some runs and not in others; everywhere else it is kept. */
export default shares.goals(atMost("topShare", 0.444, over.probability(0.8)));
