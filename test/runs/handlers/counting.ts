import type { Json } from "../../../sim/core/history.ts";

let jobs = 0;

/** A job that says what its process has done before, where it is told to; faulty from the second on, if it is told that. */
export default function counting(inputs: Json): Json {
  const { n, counts, fails } = inputs as { readonly n: number; readonly counts?: boolean; readonly fails?: boolean };
  jobs++;
  if (fails && jobs > 1) throw new Error("done before");
  return counts ? { n, deep: [{ jobs }] } : { n };
}
