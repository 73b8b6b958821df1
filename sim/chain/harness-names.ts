/** Contracts of the simulator's own that chains deploy, under contracts/harness. */
export const HARNESS = ["AgentShell", "BatchDriver", "ViewReader"] as const;
