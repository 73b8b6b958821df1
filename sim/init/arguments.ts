import type { AbiParameter } from "abitype";
import { addressOf, literal, whole, type Expression } from "./expression.ts";

/** What is there to be named, or can be deployed to be. */
export interface Deployable {
  /** Keys of the tokens that are there. */
  tokens(): readonly string[];
  /** The key of a placeholder token under a name. */
  token(name: string): string;
  /** The key of a contract of the project for an argument of type `contract IName`, if there is one that deploys. */
  contract(type: string, argument: string): string | undefined;
}

/** Who gives the argument: a deployment and set-up are the treasury's, the rest is an agent's. */
export type Giver = "treasury" | "agent";

/** 2026-01-01 00:00:00 UTC, when every chain begins; and a day that no run reaches. */
const GENESIS = 1_767_225_600n;
const FAR = 4_102_444_800n;
const ETHER = 10n ** 18n;
/** Tried after what the name suggests. */
const FALLBACKS = [1n, 0n, ETHER, 100n, 604_800n, GENESIS + 86_400n, FAR];

const TOKEN = /token|erc20|asset|underlying|currency|weth|stake|staking|reward|coin|stable|^lp|collateral|want/i;

/** What a treasury's number may be, by its name; the first that fits. */
const NUMBERS: readonly (readonly [RegExp, readonly bigint[]])[] = [
  [/decimal/i, [18n]],
  [/bps|fee|tax|percent|slippage|penalt|commission|discount/i, [0n, 100n]],
  [/(per|a)_?(block|second)/i, [ETHER]],
  [/(end|until|finish|clos|expir|bonus).*block|block.*(end|until)/i, [1_000_000n]],
  [/block/i, [0n, 10n, 100n]],
  [/end|until|deadline|expir|clos|finish/i, [FAR, GENESIS + 86_400n]],
  [/duration|period|epoch|interval|delay|cliff|cooldown|window|length|seconds|lock|vest/i, [240n, 3_600n, 604_800n]],
  [/start|begin|open|release|time|since/i, [GENESIS, GENESIS + 120n, GENESIS + 3_600n, 0n]],
  [/alloc|weight|point|share/i, [100n]],
  [/(^|_)id$|index|^_?pid|nonce|version/i, [0n, 1n]],
  [/count|quorum|threshold|size|number|ratio|factor|multiplier/i, [10n, 1n]],
  [/^_?rate$|slope|exponent/i, [1n, ETHER]],
  [/^_?min/i, [0n, 1n]],
  [/amount|reward|supply|cap|budget|prize|goal|fund|limit|max|deposit|value|balance/i, [1_000n * ETHER, ETHER]],
  [/price|step|bid|reserve/i, [ETHER / 100n, ETHER]],
];

/** The same for an agent's number. */
const AGENTS_NUMBERS: readonly (readonly [RegExp, readonly bigint[]])[] = [
  [/^_?min|slippage|limit$/i, [0n]],
  [/(^|_)id$|id_$|index|^_?pid|nonce|epoch|round|tokenid|poolid|auctionid/i, [0n, 1n]],
  [/duration|period|lock|weeks/i, [120n, 3_600n, 604_800n]],
];

/** Expressions that an argument may be, the likeliest first. */
export function candidates(parameter: AbiParameter, giver: Giver, parts: Deployable): Expression[] {
  const { type, name = "" } = parameter;
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array) return arrays({ ...parameter, type: array[1]! } as AbiParameter, array[2]!, giver, parts);
  if (type.startsWith("tuple")) return [tuple(parameter, giver, parts)];
  if (/^u?int/.test(type)) return numbers(name, type, giver);
  if (type === "address") return addresses(parameter, giver, parts);
  if (type === "bool") return [literal("false", false), literal("true", true)];
  if (type === "string") return [text(name)];
  return bytes(type);
}

function numbers(name: string, type: string, giver: Giver): Expression[] {
  const wide = Number(/\d+$/.exec(type)?.[0] ?? 256) > 48;
  if (giver === "agent") {
    const later: Expression = {
      text: "BigInt(tick.timestamp + 120)",
      value: (w) => BigInt(w.timestamp + 120),
      needs: [],
    };
    const amount: Expression = { text: "amount", value: () => AMOUNT, needs: [] };
    const named = AGENTS_NUMBERS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
    const small = [0n, 1n, 2n, 604_800n].filter((value) => fits(value, type));
    const found = [
      ...(wide && /deadline|expir|until|valid|time|end$/i.test(name) ? [later] : []),
      ...named.map((value) => whole(value, type)),
      ...(wide ? [amount, later] : []),
      ...small.map((value) => whole(value, type)),
    ];
    return unique(found);
  }
  const named = NUMBERS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
  return unique([...named, ...FALLBACKS].filter((value) => fits(value, type)).map((value) => whole(value, type)));
}

/** What an agent puts in while functions are tried out. */
export const AMOUNT = 10n * ETHER;

function fits(value: bigint, type: string): boolean {
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 256);
  return value < 1n << BigInt(type.startsWith("u") ? bits : bits - 1);
}

function addresses({ name = "", internalType }: AbiParameter, giver: Giver, parts: Deployable): Expression[] {
  const treasury: Expression = { text: "treasury", value: (world) => world.treasury, needs: [] };
  const self: Expression = { text: "self", value: (world) => world.self, needs: [] };
  const contract = /^contract (\w+)/.exec(internalType ?? "")?.[1];
  const own = parts.tokens().map(addressOf);
  if (giver === "agent") return contract !== undefined || TOKEN.test(name) ? [...own, self] : [self, ...own];
  if (contract !== undefined || TOKEN.test(name)) {
    const token = (): Expression => addressOf(parts.token(name || contract || "token"));
    const found = contract === undefined || TOKEN.test(contract) ? undefined : parts.contract(contract, name);
    if (found !== undefined) return [addressOf(found), treasury];
    return [token(), treasury];
  }
  const [first] = own;
  return [treasury, first ?? addressOf(parts.token("token"))];
}

function arrays(element: AbiParameter, length: string, giver: Giver, parts: Deployable): Expression[] {
  const [first] = candidates(element, giver, parts);
  const some = (count: number): Expression => {
    const all = Array.from({ length: count }, () => first!);
    return {
      text: `[${all.map((one) => one.text).join(", ")}]`,
      value: (world) => all.map((one) => one.value(world)),
      needs: count > 0 ? first!.needs : [],
    };
  };
  if (length !== "") return [some(Number(length))];
  return giver === "agent" ? [some(0), some(1)] : [some(1), some(0), some(2)];
}

function tuple(parameter: AbiParameter, giver: Giver, parts: Deployable): Expression {
  const components = "components" in parameter ? parameter.components : [];
  const inner = components.map((one) => ({ name: one.name, expression: candidates(one, giver, parts)[0]! }));
  const named = inner.every(({ name }) => name);
  const texts = inner.map(({ name, expression }) => (named ? `${name}: ${expression.text}` : expression.text));
  return {
    text: named ? `{ ${texts.join(", ")} }` : `[${texts.join(", ")}]`,
    value: (world) => {
      const values = inner.map(({ name, expression }) => [name, expression.value(world)] as const);
      return named ? Object.fromEntries(values) : values.map(([, value]) => value);
    },
    needs: inner.flatMap(({ expression }) => expression.needs),
  };
}

function text(name: string): Expression {
  const value = /symbol/i.test(name) ? "PLH" : /name/i.test(name) ? "Placeholder" : "placeholder";
  return literal(JSON.stringify(value), value);
}

function bytes(type: string): Expression[] {
  const size = /^bytes(\d+)$/.exec(type)?.[1];
  const forms =
    size === undefined ? ["0x"] : [`0x${"00".repeat(Number(size) - 1)}01`, `0x${"00".repeat(Number(size))}`];
  return forms.map((form) => literal(`"${form}"`, form));
}

function unique(expressions: readonly Expression[]): Expression[] {
  return [...new Map(expressions.map((expression) => [expression.text, expression])).values()];
}
