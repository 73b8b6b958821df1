/** Contracts of the simulator's own that chains deploy, under contracts/harness. */
export const HARNESS = ["AgentShell", "BatchDriver", "ViewReader"] as const;

/** And those that attackers deploy. A published package brings the code of all of them: its users compile none of ours. */
export const SHIPPED = [...HARNESS, "Puppet", "FlashLender"] as const;
