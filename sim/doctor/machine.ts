import { statfsSync } from "node:fs";
import { availableParallelism, freemem, totalmem } from "node:os";
import { dirname } from "node:path";
import { checkBytes } from "../chain/history.ts";
import { DEFAULT_HARDFORK, HARDFORKS, isHardfork, type Hardfork } from "../core/hardfork.ts";
import { installedVersion, versionFrom } from "../core/package.ts";
import { Evm } from "../evm/host/evm.ts";
import { existsSync } from "node:fs";
import type { Project } from "../project/project.ts";
import { missing, ok, poor, type Finding } from "./finding.ts";

const GIB = 2 ** 30;
/** A run's store and report take megabytes; many runs gigabytes. */
const LEAST_DISK = GIB;
/** What a command with the fast engine takes for a small scenario, and the process that checks it at most. */
const LEAST_MEMORY = GIB / 2 + checkBytes(Infinity, Infinity);

const size = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** Node, packages beside this one, engine, memory and disk. */
export function machineFindings({ kind, root, out, engine, hardfork }: Project): Finding[] {
  return [
    nodeFinding(),
    ...(kind === "foundry" ? [] : [peerFinding("hardhat", 3, root), peerFinding("viem", 2, root)]),
    engineFinding(hardfork !== undefined && isHardfork(hardfork) ? hardfork : DEFAULT_HARDFORK),
    ...(hardfork === undefined || isHardfork(hardfork)
      ? []
      : [
          missing(
            "hardfork",
            `${hardfork}, which no engine executes`,
            `state ${HARDFORKS.join(", ")}, or give --hardfork`,
          ),
        ]),
    ok(
      "settings",
      `engine ${engine ?? "fast"}, hardfork ${hardfork ?? `${DEFAULT_HARDFORK} (unless a scenario says another)`}`,
    ),
    memoryFinding(),
    diskFinding(out),
  ];
}

function nodeFinding(): Finding {
  const { node } = process.versions;
  const major = Number(node.split(".")[0]);
  return major >= 22 ? ok("node", node) : missing("node", node, "install Node 22 or later");
}

/** The copy that the project resolves: another one than ours breaks types. */
function peerFinding(name: string, major: number, root: string): Finding {
  const version = versionFrom(root, name) ?? installedVersion(name);
  const install = `npm install --save-dev ${name}@${major}`;
  if (version === undefined) return missing(name, "not installed", install);
  return version.startsWith(`${major}.`) ? ok(name, version) : missing(name, version, install);
}

/** Executes 2 + 3 on the engine. */
function engineFinding(hardfork: Hardfork): Finding {
  // PUSH1 3, PUSH1 2, ADD, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
  const code = Uint8Array.from(Buffer.from("60036002015f5260205ff3", "hex"));
  const contract = new Uint8Array(20).fill(0xad);
  try {
    const evm = Evm.create({ hardfork });
    try {
      const word = new Uint8Array(32);
      const [number, blobBaseFee, chainId] = [1n, 1n, 1n];
      const block = { number, timestamp: 1n, prevrandao: word, baseFee: 0n, coinbase: new Uint8Array(20) };
      evm.setBlock({ ...block, gasLimit: 30_000_000n, blobBaseFee, chainId });
      evm.setAccount(contract, { balance: 0n, nonce: 1n, code });
      const { ok: answered, returnData } = evm.view(new Uint8Array(20), contract, new Uint8Array(0));
      if (answered && returnData[31] === 5) return ok("engine", `the fast engine works, by the rules of ${hardfork}`);
      return missing(
        "engine",
        "2 + 3 is not 5 on the fast engine",
        "run with --engine transactions, and report the case",
      );
    } finally {
      evm.close();
    }
  } catch (error) {
    const found = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    return missing("engine", found, "run with --engine transactions");
  }
}

function memoryFinding(): Finding {
  const check = `the process that checks a run takes up to ${size(checkBytes(Infinity, Infinity))}`;
  const found = `${size(freemem())} free of ${size(totalmem())}, ${availableParallelism()} processors; ${check}`;
  return freemem() >= LEAST_MEMORY
    ? ok("memory", found)
    : poor("memory", found, "close something, or give --workers 1 and --replay 0");
}

function diskFinding(folder: string): Finding {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  const found = `${size(bavail * bsize)} free for results in ${folder}`;
  return bavail * bsize >= LEAST_DISK
    ? ok("disk", found)
    : poor("disk", found, "make room, or give another folder with --out");
}
