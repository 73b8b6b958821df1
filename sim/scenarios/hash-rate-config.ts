import type { Address } from "../index.ts";

/** What a scenario of HashRateReward states itself; the rest of the contract's configuration is the same in all. */
export interface HashRateTerms {
  readonly stakeToken: Address;
  readonly slashSink: Address;
  readonly stakeThreshold: bigint;
  readonly shareTarget: bigint;
  readonly roundReward: bigint;
  readonly slashAmount: bigint;
  /** Rounds; 0 never. */
  readonly halvingRounds?: bigint;
}

/** HashRateReward with rounds of one block. */
export function hashRateConfig(terms: HashRateTerms) {
  return {
    halvingRounds: 0n,
    withdrawDelay: 10n,
    roundBlocks: 1n,
    challengeWindow: 10n,
    responseWindow: 5n,
    bountyBps: 5000n,
    ...terms,
  };
}

/** What a miner owns in it besides its balances. */
export function minerPositions<V, R>({
  self,
  c,
}: {
  readonly self: Address;
  readonly c: {
    readonly mine: { stakeOf(of: Address): V; claimable(of: Address): R; pending(of: Address): R };
  };
}) {
  return {
    stake: c.mine.stakeOf(self),
    claimable: { view: c.mine.claimable(self), of: "reward" },
    pending: { view: c.mine.pending(self), of: "reward" },
  };
}
