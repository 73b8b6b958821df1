/**
 * What an outsider gains on a design by known attacks or by a fresh search, whole units of the numeraire: `explore` tells
 * it where a goal names it.
 */
export const ATTACK_PROFIT = "attack.profit";

export type AttackMeasure = typeof ATTACK_PROFIT;
