/** By pair: the name of its case, its sources, and what can be taken there, wei. */
export const CASES: {
  readonly [name: string]: { readonly of: string; readonly sources: readonly string[]; readonly profit: bigint };
} = {
  reentrancy: { of: "Reentrancy", sources: ["EtherBank"], profit: 45n * 10n ** 18n },
  "to-and-fro": { of: "ToAndFro", sources: ["RatioSwap"], profit: 200n * 10n ** 18n },
  "flash-snapshot": { of: "FlashSnapshot", sources: ["SnapshotRewards"], profit: 416n * 10n ** 17n },
  "spot-lending": { of: "SpotLending", sources: ["SpotLender", "RatioSwap"], profit: 1860n * 10n ** 18n },
  "share-inflation": { of: "ShareInflation", sources: ["SharesVault"], profit: 100n * 10n ** 18n },
  "just-in-time": { of: "JustInTime", sources: ["RewardBar"], profit: 3333n * 10n ** 16n },
  "wash-trade": { of: "WashTrade", sources: ["RebateDesk"], profit: 247n * 10n ** 17n },
  "duplicate-claims": { of: "DuplicateClaims", sources: ["BatchClaims"], profit: 200n * 10n ** 18n },
  "moved-receipt": { of: "MovedReceipt", sources: ["ReceiptRewards"], profit: 860n * 10n ** 18n },
  "flash-votes": { of: "FlashVotes", sources: ["VoteTreasury", "SnapshotRewards"], profit: 700n * 10n ** 18n },
};
export const KINDS = ["Bare", "Handled"] as const;
export const MODES = ["plain", "corpus"] as const;

/** What is asked of forge. */
export interface Asked {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  readonly mode: (typeof MODES)[number];
  readonly twin: "faulty" | "sound";
  readonly seed: string;
  readonly runs: number;
}

/** And what came of it. */
export interface Row extends Asked {
  /** Wei; what it calls the best. */
  readonly best: string;
  /** Calls of its shrunk sequence. */
  readonly steps: number;
  readonly calls: number;
  readonly seconds: number;
}
