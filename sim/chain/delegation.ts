import { InputError, RunError } from "../core/errors/errors.ts";
import { toHex } from "./codec/hex.ts";
import { accountKey } from "./admission.ts";
import type { CallBatch } from "./batch.ts";
import { Outcome } from "./chain.ts";

const PREFIX = [0xef, 0x01, 0x00];

/** Code of an account for which the code of a contract runs (EIP-7702). @param delegate 20 bytes */
export function delegationTo(delegate: Uint8Array): Uint8Array {
  return Uint8Array.from([...PREFIX, ...delegate]);
}

const isDelegation = (code: Uint8Array): boolean => code.length === 23 && PREFIX.every((byte, i) => code[i] === byte);

/**
 * Refuses to open an account for sending calls where a contract stands: no chain takes its transactions (EIP-3607), and
 * only some engines do. Delegated code is no contract's own. Throws InputError ACCOUNT_HAS_CODE.
 * @param code what stands at the address
 */
export function assertNoContract(address: Uint8Array, code: Uint8Array): void {
  if (code.length === 0 || isDelegation(code)) return;
  throw InputError.of("ACCOUNT_HAS_CODE", { where: toHex(address), found: `a contract of ${code.length} bytes` });
}

/**
 * Delegated accounts, and the rule that their nonces move by their own calls alone: a nonce that moved by more would make
 * a call that comes later in the block another one on a chain of real transactions.
 */
export class DelegatedAccounts {
  readonly #known = new Map<string, Uint8Array>();

  add(address: Uint8Array): void {
    this.#known.set(accountKey(address), address.slice());
  }

  /** Those that send calls of a block; none, as a rule. */
  sendersOf(calls: CallBatch): readonly Uint8Array[] {
    if (this.#known.size === 0) return [];
    const senders = new Map<string, Uint8Array>();
    for (let i = 0; i < calls.count; i++) {
      const key = accountKey(calls.sender(i));
      const known = this.#known.get(key);
      if (known) senders.set(key, known);
    }
    return [...senders.values()];
  }
}

/** Throws RunError DELEGATE_CREATES where an account's nonce moved by more than its calls that were executed. */
export function assertNonce(
  sender: Uint8Array,
  [before, after]: readonly [number, number],
  calls: CallBatch,
  outcomes: Uint8Array,
): void {
  const key = accountKey(sender);
  let executed = 0;
  for (let i = 0; i < calls.count; i++)
    if (outcomes[i]! <= Outcome.reverted && accountKey(calls.sender(i)) === key) executed++;
  if (after - before === executed) return;
  throw RunError.of("DELEGATE_CREATES", {
    where: toHex(sender),
    found: `${after - before - executed} by the code that it is delegated to`,
  });
}
