import type { FunctionGas } from "../../core/history.ts";
import type { Change } from "../../verify/base.ts";

/** What made a verification, and where its parts lie. */
export interface Circumstances {
  /** As typed. */
  readonly command: string;
  /** When it ended, UTC. */
  readonly date: string;
  /** What lies where, as in ["report", "runs/x.html"]. */
  readonly where: readonly (readonly [string, string])[];
  readonly versions: { readonly [name: string]: string };
  /** Of what decides the result, by name. */
  readonly hashes: { readonly [name: string]: string };
  /** Every parameter as text. */
  readonly design: { readonly [parameter: string]: string };
  /** Of the nominal run; empty where there was none. */
  readonly gas: readonly FunctionGas[];
  /** File of the nominal run's report, beside the page. */
  readonly nominal?: string;
  /** What is another than at the base; `none` where the base has no result of this scenario. */
  readonly change?: Change | "none";
}

/** What made it, as rows of a name and a text. */
export function madeRows(seed: string, engine: string, circumstances: Circumstances): [string, string][] {
  const { command, date, versions, hashes } = circumstances;
  return [
    ["command", command],
    ["date", date],
    ["seed", seed],
    ["engine", engine],
    ...Object.entries(versions),
    ...Object.entries(hashes),
  ];
}
