import { formatUnits } from "viem";
import type { Party } from "./party.ts";
import type { World } from "./world.ts";

/** What a search may do: some keep to less, where programs of that kind are found sooner. */
export interface Means {
  /** Whether accounts but the first act. */
  readonly accounts: boolean;
  /** Whether calls are made when an account is called back; `rather` tries them more often. */
  readonly callbacks: boolean | "rather";
}

/** What the attacker could do, in words: several accounts, own capital, loans, callbacks, order. */
export function meansOf({ party, world }: { readonly party: Party; readonly world: World }): string[] {
  const { accounts, capital, lender } = party;
  const { unknown } = world;
  const honest = world.window.reduce((sum, { calls }) => sum + calls.length, 0);
  const contracts = accounts.filter(({ contract }) => contract).length;
  const held = capital.flatMap((amount, i) => {
    const { decimals = 18, name = "ether" } = world.tokens[i] ?? {};
    return amount > 0n ? [`${formatUnits(amount, decimals)} ${name}`] : [];
  });
  return [
    `${accounts.length} ${accounts.length === 1 ? "account" : "accounts"}, ${contracts} of them with callbacks`,
    `capital: ${held.join(" and ") || "nothing"}`,
    lender ? `flash loans of any holding at a fee of ${lender.fee / 1e4} %` : "no flash loans but the scenario's own",
    ...(contracts > 0 ? ["a contract and token of its own where one is asked for"] : []),
    ...(accounts.some(({ key }) => key) ? ["signatures by an account of its own"] : []),
    ...(unknown.length > 0
      ? [`not the ${unknown.length} contracts that others created of code that the project has not compiled`]
      : []),
    "approvals",
    "order within the block",
    ...(honest > 0
      ? [`around ${honest} honest calls as they come without an attack: no honest agent reacts to it`]
      : []),
  ];
}
