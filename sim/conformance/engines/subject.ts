import type { Chain, ChainOptions } from "../../chain/chain.ts";
import type { Hardfork } from "../../core/hardfork.ts";
import type { Bench } from "./bench.ts";

/** An engine as the suite sees it: something that opens chains. */
export interface EngineSubject {
  readonly name: string;
  /** Opens a chain of its own, which the suite closes. */
  open(options: ChainOptions): Promise<Chain>;
  /** Whether calls cost what they cost as transactions of their own, to the gas. */
  readonly exactGas: boolean;
}

/** Opens a chain with so many funded accounts (8 unless stated); it is closed when the check ends. */
export type Start = (accounts?: number, blockGasLimit?: number, hardfork?: Hardfork) => Promise<Bench>;

/** Checks by what they promise. */
export type EngineChecks = { readonly [promise: string]: (start: Start, subject: EngineSubject) => Promise<void> };
