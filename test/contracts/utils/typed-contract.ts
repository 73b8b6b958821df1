import type { BaseContract, ContractMethod, ContractRunner } from "ethers";

/**
 * An ethers contract with the named functions. TypeChain's generated classes use parameter properties, which
 * `erasableSyntaxOnly` refuses, so a test names the functions that it calls.
 */
export type TypedContract<Names extends string> = Omit<BaseContract, "connect"> &
  Record<Names, ContractMethod> & { connect(runner: ContractRunner): TypedContract<Names> };
