import type { Action, Behaviour, Claim, WrittenCall } from "./behaviour.ts";
import { written, type Expression } from "./expression.ts";
import type { Part } from "./parts.ts";

/** What a scenario is written from. */
export interface Draft {
  readonly target: Part;
  /** What is deployed, in order; the contract itself among them. */
  readonly parts: readonly Part[];
  readonly behaviour: Behaviour;
}

/** Of ether, and of tokens unless there are too few. */
const ENDOWMENT = 100;
const ELSEWHERE = "elsewhere";

const list = (args: readonly Expression[], scope: "deploy" | "elsewhere"): string =>
  args.map(({ text }) => written(text, scope)).join(", ");

export function callText({ key, name, args, value }: WrittenCall): string {
  const sent = value ? `.with({ value: ${value.text} })` : "";
  return `c.${key}.${name}(${list(args, ELSEWHERE)})${sent}`;
}

export const viewText = (key: string, { name, args }: Claim): string => `c.${key}.${name}(${list(args, ELSEWHERE)})`;

/** `({ a, b }) => ` with those of the names that the body uses. */
export function taking(body: string, names: readonly string[], indent = ""): string {
  const used = names.filter((name) => new RegExp(`(?<![.\\w])${name}\\b`).test(body));
  return used.length > 0 ? `({ ${used.join(", ")} }) => ${body}` : `() => ${body}${indent}`;
}

/** `[a, b]`, on lines of their own where it is long. */
export function array(items: readonly string[], indent: string): string {
  const short = `[${items.join(", ")}]`;
  if (!short.includes("\n") && indent.length + short.length < 90) return short;
  return `[\n${items.map((item) => `${indent}  ${item},`).join("\n")}\n${indent}]`;
}

/** `deploy`. */
export function deployText({ parts }: Draft): string {
  const lines = parts.flatMap(({ key, contract, args, artifact }) => {
    const names = artifact.abi.find((item) => item.type === "constructor")?.inputs ?? [];
    if (contract === undefined)
      return [`    const ${key} = fromArtifact(mintableToken, []); // FILL: a placeholder token of 18 decimals`];
    if (args.length === 0) return [`    const ${key} = contract("${contract}", []);`];
    return [
      `    const ${key} = contract("${contract}", [`,
      ...args.map((arg, i) => `      ${written(arg.text, "deploy")}, // FILL ${names[i]!.name || names[i]!.type}`),
      "    ]);",
    ];
  });
  const body = `{\n${lines.join("\n")}\n    return { ${parts.map(({ key }) => key).join(", ")} };\n  }`;
  return `  deploy: ${taking(body, ["contract", "design", "fromArtifact", "treasury"])},`;
}

export function setupText({ behaviour: { setup } }: Draft): string[] {
  if (setup.length === 0) return [];
  const calls = `[\n${setup.map((call) => `    ${callText(call)},`).join("\n")}\n  ]`;
  return [
    "  // GUESS: what the owner does before agents come.",
    `  setup: ${taking(calls, ["c", "design", "treasury"])},`,
  ];
}

/** Tokens whose balances are wealth. */
export function holdings({ parts, target, behaviour }: Draft): string[] {
  const moved = new Set(behaviour.actions.flatMap((action) => [...action.moved.keys()]));
  const tokens = parts.filter(({ isToken, key }) => isToken && key !== target.key).map(({ key }) => key);
  // The contract's own token is what agents hold where there is no other, and otherwise their share in it.
  return tokens.length > 0 || !target.isToken || (moved.has("ether") && moved.has(target.key)) ? tokens : [target.key];
}

export function usesEther({ behaviour: { actions } }: Draft): boolean {
  return actions.some(({ value, moved }) => value !== undefined || moved.has("ether"));
}

/** Tokens that an agent gives. */
const spent = ({ behaviour: { actions } }: Draft): Set<string> =>
  new Set(actions.flatMap(({ moved }) => [...moved].filter(([, amount]) => amount < 0n).map(([key]) => key)));

const endowed = (draft: Draft): string[] => {
  const given = spent(draft);
  return holdings(draft).filter((key) => given.has(key) && draft.behaviour.endowments.has(key));
};

/** Whole tokens that every agent has of each kind it may give. */
export function endowment(draft: Draft): number {
  const { endowments } = draft.behaviour;
  return endowed(draft).reduce((least, key) => Math.min(least, endowments.get(key)!), ENDOWMENT);
}

/** Agents' first calls and tokens, the same for both species. */
export function birthText(draft: Draft): string[] {
  const tokens = endowed(draft);
  const lines: string[] = [];
  if (usesEther(draft)) lines.push(`    ether: ether(${ENDOWMENT}),`);
  const calls = [
    ...tokens.map((key) => `c.${key}.transfer(self, ether(${draft.behaviour.endowments.get(key)}))`),
    ...draft.behaviour.enrol.map(callText),
  ];
  if (calls.length > 0) lines.push(`    endow: ${taking(array(calls, "    "), ["c", "self"])},`);
  const others = tokens.filter((key) => key !== draft.target.key);
  if (others.length === 0) return lines;
  const allowed = array(
    others.map((key) => `c.${key}.approve(c.${draft.target.key}.address, MAX)`),
    "    ",
  );
  lines.push(`    onBirth: ${taking(allowed, ["c"])},`);
  return lines;
}

/** `observe` and `positions`, which read the same views. */
export function claimsText(draft: Draft): { observe: string[]; positions: string[] } {
  const { behaviour, target } = draft;
  const claims = [["staked", behaviour.stake] as const, ["due", behaviour.due] as const].flatMap(([name, claim]) =>
    claim ? [{ name, claim }] : [],
  );
  if (claims.length === 0)
    return {
      observe: [],
      positions: [
        "    // FILL: no view of one account's claim was found; without `positions` a stake counts as a loss.",
      ],
    };
  const known = holdings(draft);
  const observed = claims.map(({ name, claim }) => `${name}: ${viewText(target.key, claim)}`);
  const positions = claims.map(({ name, claim }) => {
    const view = viewText(target.key, claim);
    const worth = claim.of !== undefined && known.includes(claim.of) ? `{ view: ${view}, of: "${claim.of}" }` : view;
    return `      ${name}: ${worth}, // GUESS: ${claim.evidence}`;
  });
  return {
    observe: [`    observe: ${taking(`({ ${observed.join(", ")} })`, ["c", "self"])},`],
    positions: [`    positions: ${taking(`({\n${positions.join("\n")}\n    })`, ["c", "self"])},`],
  };
}

/** The same call with the amount taken from what is staked. */
export function leaving(action: Action, staked: string): WrittenCall {
  return { ...action, args: action.args.map((arg) => (arg.text === "amount" ? { ...arg, text: staked } : arg)) };
}
