import { Call } from "./handles.ts";

/**
 * Calls that stay together where a block is ordered by tip: nobody else's call comes between them. The bundle has the
 * place of its highest tip. Where each makes its calls in a row anyway, it changes nothing.
 *
 * @example return [...bundle([c.pool.buy(1n).with({ tip: 5 }), c.pool.sell(1n)]), c.pool.claim()];
 */
export function bundle(calls: readonly Call[]): Call[] {
  const together = {};
  return calls.map(({ target, codec, args, options }) => new Call(target, codec, args, options, together));
}
