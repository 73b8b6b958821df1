import type { AnyContract } from "./contract-types.ts";
import type { Address, Call, View } from "./handles.ts";
import { ONE } from "./units.ts";

/** Any contract with the reading part of ERC-20, and `transfer` where agents exit. */
export interface Token {
  readonly address: Address;
  /** Smallest units that an account holds. */
  readonly balanceOf: (account: Address) => View<bigint>;
  /** Smallest units in all. */
  readonly totalSupply: () => View<bigint>;
  /** Needed where agents exit, whose holdings go back to the treasury. */
  readonly transfer?: (to: Address, amount: bigint) => Call;
}

/** A token whose balances are wealth. */
export interface TokenHolding {
  readonly name: string;
  /** One of the scenario's contracts, those of an artifact that the compiler does not know included. */
  readonly token: Token | AnyContract;
  /** Of a whole token in the numeraire, in 1e18 fixed point; 1 unless stated. */
  readonly price?: bigint;
  /** Digits behind the point, as the token's own `decimals()` says; 18 unless stated. */
  readonly decimals?: number;
}

/** A holding with what it leaves out. */
export interface Holding extends Required<TokenHolding> {
  readonly token: Token;
}

/** What a scenario declares, which its schema has checked. */
export function completeHolding({ name, token, price = ONE, decimals = 18 }: TokenHolding): Holding {
  return { name, token: token as Token, price, decimals };
}

/** What an amount of a holding is worth, wei in the numeraire; rounds toward zero. */
export function worthOf({ price, decimals }: Pick<Holding, "price" | "decimals">, amount: bigint): bigint {
  if (decimals === 18 && price === ONE) return amount;
  return (amount * price) / 10n ** BigInt(decimals);
}
