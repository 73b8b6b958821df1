/** What executes blocks, fastest first. */
export const ENGINES = ["fast", "batched", "transactions"] as const;
export type EngineName = (typeof ENGINES)[number];
