import { object, optional, shape, string, type Shape } from "../shape.ts";
import { CATALOGUE, type ErrorCode } from "./catalogue.ts";
import type { Fault } from "./errors.ts";

const code = shape(
  "an error code",
  (value): value is ErrorCode => typeof value === "string" && Object.hasOwn(CATALOGUE, value),
);

/** A fault as it is stored. */
export const faultShape: Shape<Fault> = object({
  code,
  expected: string,
  found: string,
  where: optional(string),
  remedy: optional(string),
});
