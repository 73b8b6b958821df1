/** Exit status everywhere: done or met, fault, spec not met, undecided, interrupted. */
export const EXIT = { done: 0, fault: 1, notMet: 2, undecided: 3, interrupted: 130 } as const;
