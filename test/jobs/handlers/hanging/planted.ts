import type { Json } from "../../../../sim/core/history.ts";
import planted, { type Planted } from "../planted.ts";

/** As ../planted.ts, registered under the same name and so of the same hash, but job 2 keeps its worker busy for ever. */
export default function hanging(inputs: Json): Promise<Json> {
  const { n } = inputs as unknown as Planted;
  return planted(n === 2 ? { ...(inputs as object), fault: "infinite" } : inputs);
}
