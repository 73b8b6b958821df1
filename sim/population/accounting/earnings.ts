/** What somebody owns, wei in the numeraire. */
export interface Wealth {
  readonly balances: bigint;
  readonly positions: bigint;
}

const NOTHING: Wealth = { balances: 0n, positions: 0n };

/** What an agent earns in a generation, part by part, wei in the numeraire. */
export class Earnings {
  #start = NOTHING;
  #end = NOTHING;
  #utility = 0n;
  #cost = 0n;
  #exposure: bigint | undefined;

  /** A generation begins, with this wealth. */
  begin(wealth: Wealth): void {
    this.#start = wealth;
    this.#utility = 0n;
    this.#cost = 0n;
    this.#exposure = undefined;
  }

  /** Off-chain reward. */
  addUtility(amount: bigint): void {
    this.#utility += amount;
  }

  /** Off-chain cost. */
  addCost(amount: bigint): void {
    this.#cost += amount;
  }

  /** What is at stake after a block. */
  addExposure({ positions }: Wealth): void {
    this.#exposure = (this.#exposure ?? 0n) + positions;
  }

  /** The generation ends, with this wealth. */
  end(wealth: Wealth): void {
    this.#end = wealth;
  }

  /** Change of balances. */
  get balances(): bigint {
    return this.#end.balances - this.#start.balances;
  }

  /** Change of positions. */
  get positions(): bigint {
    return this.#end.positions - this.#start.positions;
  }

  get utility(): bigint {
    return this.#utility;
  }

  get cost(): bigint {
    return this.#cost;
  }

  /** Positions summed over the blocks of the generation; undefined where no measure asks for it. */
  get exposure(): bigint | undefined {
    return this.#exposure;
  }

  /** At the end of the generation. */
  get wealth(): bigint {
    return this.#end.balances + this.#end.positions;
  }

  get fitness(): bigint {
    return this.balances + this.positions + this.#utility - this.#cost;
  }
}
