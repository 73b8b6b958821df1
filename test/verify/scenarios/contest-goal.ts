import contest from "../../../sim/scenarios/contest.ts";
import { atMost } from "../../../sim/index.ts";

/** The contest among four, signed off only where nobody gains more than a thousandth of the prize by deviating. */
export default contest.goals(atMost("deviation.miner", 0.001));
