/** What the published package offers, by its name behind `rewardscape`: modules of sim/, without their extension. */
export const EXPORTS = {
  ".": "index",
  "./run": "run/index",
  "./plugin": "plugin/plugin",
  "./search": "search/index",
  "./stats": "stats/index",
  "./evm": "evm/index",
  "./conformance": "conformance/index",
} as const;
