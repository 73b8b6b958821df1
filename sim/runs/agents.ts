import type { AgentRecord } from "../core/history.ts";
import { parseJson } from "../core/json.ts";
import { storeJson } from "./json.ts";
import { array, decimal, natural, number, object, ShapeError, string } from "../core/shape.ts";
import { compress, decompress } from "./compress.ts";

/** Agents in columns: like stands beside like, which compresses to about a third of what rows would take. */
const columns = object({
  names: array(string),
  species: array(natural),
  slot: array(natural),
  birth: array(natural),
  group: array(number),
  genome: array(array(number)),
  fitness: array(decimal),
  balances: array(decimal),
  positions: array(decimal),
  utility: array(decimal),
  cost: array(decimal),
  wealth: array(decimal),
  /** 1 of each, since the first format of stores. */
  alive: array(natural),
});

/** A generation of more agents than this was not written by us. */
const MAX_BYTES = 1 << 28;

export function encodeAgents(agents: readonly AgentRecord[]): Uint8Array {
  const names = [...new Set(agents.map((agent) => agent.species))];
  const text = storeJson({
    names,
    species: agents.map((agent) => names.indexOf(agent.species)),
    slot: agents.map((agent) => agent.slot),
    birth: agents.map((agent) => agent.birth),
    group: agents.map((agent) => agent.group),
    genome: agents.map((agent) => agent.genome),
    fitness: agents.map((agent) => agent.fitness),
    balances: agents.map((agent) => agent.parts.balances),
    positions: agents.map((agent) => agent.parts.positions),
    utility: agents.map((agent) => agent.parts.utility),
    cost: agents.map((agent) => agent.parts.cost),
    wealth: agents.map((agent) => agent.wealth),
    alive: agents.map(() => 1),
  });
  return compress(text);
}

/** Throws ShapeError, SyntaxError or zlib's error on what encodeAgents did not write. */
export function decodeAgents(bytes: Uint8Array, where: string): AgentRecord[] {
  const text = decompress(bytes, MAX_BYTES).toString("utf8");
  const read = columns.read(parseJson(text), where);
  const count = read.species.length;
  for (const [name, column] of Object.entries(read)) {
    if (name !== "names" && column.length !== count) throw new ShapeError(`${count} agents`, column.length, where);
  }
  return read.species.map((index, i) => ({
    species: string.read(read.names[index], `${where}.names[${index}]`),
    slot: read.slot[i]!,
    birth: read.birth[i]!,
    group: read.group[i]!,
    genome: read.genome[i]!,
    fitness: read.fitness[i]!,
    parts: {
      balances: read.balances[i]!,
      positions: read.positions[i]!,
      utility: read.utility[i]!,
      cost: read.cost[i]!,
    },
    wealth: read.wealth[i]!,
  }));
}
