import { toHex } from "../codec/hex.ts";
import type { Left } from "./case.ts";
import type { Difference } from "./compare.ts";
import { locate } from "./locate.ts";
import type { Mirror } from "./mirror.ts";
import type { ReferenceReplay } from "./reference.ts";
import type { ReportedAccount } from "./reported.ts";

/** Compares what the mirror holds with the fast engine's commitment and with the Hardhat chain's root. */
export class StateComparison {
  readonly #mirror: Mirror;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** What is different of what a step has left, once the mirror has it too. */
  async left(
    reference: ReferenceReplay,
    told: readonly ReportedAccount[],
    { after, commitment }: Left,
  ): Promise<Difference | undefined> {
    this.#mirror.apply(after);
    return this.committed(commitment) ?? this.roots(reference, [...told, ...after]);
  }

  /** @param reported What either engine touched, among which a difference is looked for. */
  async roots(reference: ReferenceReplay, reported: readonly ReportedAccount[]): Promise<Difference | undefined> {
    for (const { account, isThere } of await reference.own())
      if (!this.#mirror.has(account.address)) this.#mirror.enterExternal(account, isThere);
    const [ours, theirs] = [toHex(this.#mirror.root()), toHex(await reference.stateRoot())];
    return ours === theirs ? undefined : locate(reference, this.#mirror, reported);
  }

  committed(commitment: bigint): Difference | undefined {
    const known = this.#mirror.evm.commitment();
    if (commitment === known) return undefined;
    return { call: -1, what: "commitment", fast: commitment.toString(16), reference: known.toString(16) };
  }
}
