import { Fault } from "./errors/errors.ts";

/** The first that has SQLite within; that Hardhat asks for as well. */
const OLDEST = [22, 13] as const;

/** Why an installed package cannot run on a version of Node; undefined where it can. This repository brings a Node of its own. */
export function nodeFault(version: string): Fault | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return Fault.of("NODE_OLD", { found: `Node ${version}` });
}
