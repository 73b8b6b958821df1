import { faultsOf, Fault } from "../core/errors/errors.ts";
import { parseShard } from "./shard.ts";
import { QueueAddress } from "../jobs/queue/address.ts";
import { exportFormat } from "../report/export-format.ts";

/** The fault of an option's value that is of its kind, where there is one; known without a scenario. */
export type OptionCheck = (value: string | number, where: string) => Fault | undefined;

/** Larger ones are slips of the keyboard: a billion blocks take days. */
const MAX_SIZE = 1_000_000_000;
/** Each agent has an account of its own. */
const MAX_AGENTS = 10_000_000;

function check(
  code: "OPTION_VALUE" | "RUN_EMPTY",
  expected: string,
  accepts: (value: never) => boolean,
  remedy?: string,
): OptionCheck {
  return (value, where) =>
    accepts(value as never) ? undefined : Fault.of(code, { where, expected, found: String(value), remedy });
}

const number = (expected: string, accepts: (value: number) => boolean, remedy?: string): OptionCheck =>
  check("OPTION_VALUE", expected, (value: number) => Number.isFinite(value) && accepts(value), remedy);

export const above0 = number("a number above 0", (value) => value > 0);
export const atLeast0 = number("a number of at least 0", (value) => value >= 0);
export const part = number("a number from 0 to below 1", (value) => value >= 0 && value < 1);
export const share = number(
  "a number strictly between 0 and 1",
  (value) => value > 0 && value < 1,
  "write 95 % as 0.95",
);

export function count(min: number, max = MAX_SIZE): OptionCheck {
  const range = max === MAX_SIZE ? `of at least ${min}` : `from ${min} to ${max}`;
  return number(`a whole number ${range}`, (value) => Number.isInteger(value) && value >= min && value <= max);
}

/** Generations, or blocks of one. */
export const size = check(
  "RUN_EMPTY",
  `a whole number above 0, at most ${MAX_SIZE}`,
  (value: number) => Number.isInteger(value) && value > 0 && value <= MAX_SIZE,
  "give a number of at least 1",
);

/** A name, an id, a seed, a folder. */
export const filled = check(
  "OPTION_VALUE",
  "some text, without control characters",
  (text: string) => text.trim() !== "" && !/\p{Cc}/u.test(text),
);

export const names = check("OPTION_VALUE", "names, as in price,demand, each once", (text: string) => {
  const list = text.split(",").map((name) => name.trim());
  return list.every((name) => name !== "") && new Set(list).size === list.length;
});

function areAssignments(text: string): boolean {
  const parts = text.split(",").filter((part) => part.trim() !== "");
  const set = parts.map((part) => part.slice(0, Math.max(0, part.indexOf("="))).trim());
  return parts.length > 0 && set.every((name) => name !== "") && new Set(set).size === set.length;
}

export const assignments = check(
  "OPTION_VALUE",
  "name=value,name=value, each name once",
  areAssignments,
  "write each parameter as name=value",
);

export const agents = check(
  "OPTION_VALUE",
  `at most ${MAX_AGENTS} agents: a number, or each species once as in species=number,species=number`,
  (text: string) => {
    if (!text.includes("=")) return isAmount(text);
    return areAssignments(text) && text.split(",").every((part) => isAmount(part.slice(part.indexOf("=") + 1)));
  },
  "give the size of the population, or of the species that are to have another one",
);

/** Whether it is a whole number of at least one is told with the scenario's species. */
function isAmount(text: string): boolean {
  return text.trim() !== "" && Math.abs(Number(text)) <= MAX_AGENTS;
}

export const replay = check(
  "OPTION_VALUE",
  "a number of blocks, or all",
  (text: string) => text === "all" || /^\d{1,9}$/.test(text),
  "0 turns replay off",
);

export const shard: OptionCheck = (text, where) =>
  text === "auto" || parseShard(String(text)) ? undefined : Fault.of("SHARD_INVALID", { where, found: String(text) });

/** Its value may carry a key and is not repeated. */
export const nodeUrl: OptionCheck = (text, where) =>
  /^https?:\/\/[^\s\p{Cc}]+$/u.test(String(text))
    ? undefined
    : Fault.of("OPTION_VALUE", {
        where,
        expected: "a URL that begins with http:// or https://",
        found: "something else",
        remedy: 'give the URL of a node\'s JSON-RPC, as in --fork "$MAINNET_RPC"',
      });

export const exportFile: OptionCheck = read((file) => exportFormat(file));

/** What is wrong with it is said without showing it: it may hold a password. */
export const queue: OptionCheck = read((address) => QueueAddress.read(address));

function read(reader: (text: string) => unknown): OptionCheck {
  return (text, where) => {
    try {
      reader(String(text));
      return undefined;
    } catch (error) {
      return { ...faultsOf(error)[0]!, where };
    }
  };
}
