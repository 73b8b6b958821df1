import type { Target } from "../target.ts";
import { compounding } from "./compounding.ts";
import { contest } from "./contest.ts";
import { curation } from "./curation.ts";
import { elasticMiners } from "./elastic-miners.ts";
import { exploreElasticity } from "./explore-elasticity.ts";
import { exploreConstrained } from "./explore-search.ts";
import { exploreFront } from "./explore-search.ts";
import { fixation } from "./fixation.ts";
import { feeMarket } from "./fee-market.ts";
import { governance } from "./governance.ts";
import { inspection } from "./inspection.ts";
import { lottery } from "./lottery.ts";
import { moran } from "./moran.ts";
import { operators } from "./operators.ts";
import { perAccount } from "./per-account.ts";
import { quadraticFunding } from "./quadratic-funding.ts";
import { registry } from "./registry.ts";
import { resonance } from "./resonance.ts";
import { resonanceFlips } from "./resonance-flips.ts";
import { retarget } from "./retarget.ts";
import { selfishMining } from "./selfish-mining.ts";
import { staking } from "./staking.ts";
import { verifyRare } from "./verify-rare.ts";
import { verifyVerdicts } from "./verify-verdicts.ts";
import { verifyWorst } from "./verify-worst.ts";
import { verifyYield } from "./verify-yield.ts";
import { vesting } from "./vesting.ts";

/** Every target, in the order of the table. */
export const targets: readonly Target[] = [
  lottery,
  contest,
  perAccount,
  moran,
  compounding,
  selfishMining,
  retarget,
  elasticMiners,
  feeMarket,
  quadraticFunding,
  inspection,
  staking,
  fixation,
  operators,
  resonance,
  resonanceFlips,
  verifyYield,
  verifyRare,
  verifyWorst,
  verifyVerdicts,
  curation,
  exploreConstrained,
  exploreElasticity,
  exploreFront,
  governance,
  registry,
  vesting,
];
