import { harnessArtifact } from "../harness-artifact.ts";
import { HARNESS } from "../harness-names.ts";
import { fromHex } from "../codec/hex.ts";
import type { Rpc } from "./network.ts";

/** Where the harness stands. Arbitrary, and the same on every engine, since a view can see its caller. */
export const DRIVER_ADDRESS = fromHex("52457761526453436150650000000000d121fe12");
/** Sends the driver's transactions; code cannot tell it from any other account. */
export const OPERATOR_ADDRESS = fromHex("52457761526453436150650000000000093ea702");

/** Runtime code, as hex. */
export interface Harness {
  readonly shell: string;
  readonly driver: string;
  readonly reader: string;
}

let loaded: Promise<Harness> | undefined;

/** The runtime code of contracts/harness, made once a process. Throws RunError HARNESS_NOT_BUILT. */
export function loadHarness(rpc: Rpc): Promise<Harness> {
  return (loaded ??= make(rpc));
}

async function make(rpc: Rpc): Promise<Harness> {
  const [shell, driver, reader] = await Promise.all(
    HARNESS.map(async (name) => {
      const { bytecode: data } = harnessArtifact(name);
      return rpc.request<string>("eth_call", [{ data }, "latest"]); // what a creation returns is the runtime code
    }),
  );
  return { shell: shell!, driver: driver!, reader: reader! };
}
