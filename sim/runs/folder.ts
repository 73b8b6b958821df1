import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { hashJson } from "./json.ts";
import { guarded } from "./sqlite.ts";

const EXTENSION = ".sqlite";
const ID = /^[a-z0-9][a-z0-9-]{0,99}$/;
/** A run of the default size takes about 2 MB; a disk with less than this left would end it half way. */
const MIN_FREE = 16 << 20;

/** Where a run lies. Throws InputError STORE_UNKNOWN_RUN for a name that is no run's, such as one with a slash. */
export function runFile(folder: string, id: string): string {
  if (!ID.test(id)) throw unknownRun(folder, id);
  return join(folder, id + EXTENSION);
}

/** Names of what looks like runs, in the order of their names; none if there is no such folder. */
export function runIds(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return guarded(folder, () => readdirSync(folder))
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => name.slice(0, -EXTENSION.length))
    .filter((id) => ID.test(id) && /-\d+$/.test(id))
    .sort();
}

export function unknownRun(folder: string, id: string): InputError {
  const like = didYouMean(id, runIds(folder));
  return InputError.of("STORE_UNKNOWN_RUN", {
    expected: like.length > 0 ? `a run such as ${like.join(", ")}` : "a stored run",
    found: JSON.stringify(id),
    where: folder,
  });
}

/**
 * Refuses a folder that cannot hold a run, before anything is computed: makes the folder, writes a little into it, and
 * looks for room. Throws RunError STORE_READ_ONLY or STORE_FULL.
 */
export function probeFolder(folder: string, minFree = MIN_FREE): void {
  const probe = join(folder, `.probe-${process.pid}`);
  guarded(folder, () => {
    makeFolder(resolve(folder));
    const handle = openSync(probe, "w");
    try {
      writeSync(handle, new Uint8Array(4096));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
      rmSync(probe, { force: true });
    }
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < minFree) throw Object.assign(new Error("no room"), { code: "ENOSPC" });
  });
}

/** Refuses a file that cannot be written, before anything is computed, and leaves it as it is. Throws as `probeFolder`. */
export function probeFile(file: string): void {
  const before = existsSync(file);
  guarded(file, () => {
    closeSync(openSync(file, "a"));
    if (!before) rmSync(file);
  });
}

/** Makes a folder and those above it. Node's own `recursive` never returns where a folder exists that takes none: /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** A scenario's name as a part of file names, whatever characters it has; other names never give the same one. */
export function fileNameOf(name: string): string {
  const readable = readableName(name);
  return readable === name ? name : `${readable}-${hashJson(name).slice(0, 8)}`;
}

function readableName(name: string): string {
  const readable = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return readable.slice(0, 60).replace(/^-+|-+$/g, "") || "run";
}

/**
 * Takes the next free name `<scenario>-<start of the hash>-<counter>` by making its file, so that nobody else does.
 * @param store a file of the same folder that is to be the run's: the name is then never one of an unfinished file.
 */
export function claimRun(folder: string, scenario: string, inputHash: string, store?: string): string {
  const stem = `${readableName(scenario)}-${inputHash.slice(0, 8)}`;
  const taken = runIds(folder).filter((id) => id.startsWith(`${stem}-`));
  for (let counter = taken.length + 1; ; counter++) {
    const id = `${stem}-${counter}`;
    try {
      if (store === undefined) closeSync(openSync(runFile(folder, id), "wx"));
      else link(store, runFile(folder, id));
      return id;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

/** Not every file system has links; where there are none the name is taken first. */
function link(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw error;
    closeSync(openSync(name, "wx"));
    copyFileSync(file, name);
  }
}
