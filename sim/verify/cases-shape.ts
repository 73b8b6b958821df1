import { ENGINES } from "../core/engines.ts";
import { HARDFORKS } from "../core/hardfork.ts";
import {
  array,
  boolean,
  anyOf,
  finite,
  json,
  natural,
  nullable,
  object,
  oneOf,
  optional,
  record,
  string,
} from "../core/shape.ts";

const counts = record(natural);
const setting = record(anyOf(string, finite));

const subject = object({
  scenario: string,
  engine: oneOf(...ENGINES),
  hardfork: optional(oneOf(...HARDFORKS)),
  set: optional(setting),
  agents: optional(anyOf(natural, counts)),
  generations: optional(natural),
  blocks: optional(natural),
  attack: optional(object({ evaluations: natural, findings: array(json) })),
});

const forcing = object({ amplitude: finite, relative: boolean, omega: finite, phase: finite });
const conditions = object({
  pinned: optional(record(finite)),
  forcing: optional(record(anyOf(forcing, array(forcing)))),
  offsets: optional(record(array(finite))),
  innovations: optional(record(array(nullable(finite)))),
  genomes: optional(record(array(array(finite)))),
  idle: optional(array(string)),
});

const trial = object({
  seed: string,
  conditions: optional(conditions),
  keep: optional(array(oneOf("series", "blocks", "agents"))),
  set: optional(setting),
  generations: optional(natural),
  blocks: optional(natural),
});

/** What a file of failing cases holds. */
export const casesShape = array(
  object({
    name: string,
    goal: string,
    measure: string,
    unit: optional(string),
    value: nullable(finite),
    subject,
    trial,
    origin: oneOf("corner", "search", "chance"),
    breach: optional(object({ code: string, where: string, found: string, prefix: optional(record(json)) })),
    deviation: optional(object({ species: string, own: array(finite), slot: optional(natural) })),
    checksum: optional(string),
  }),
);
