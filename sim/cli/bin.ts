#!/usr/bin/env node
import { InputError } from "../core/errors/errors.ts";
import { nodeFault } from "../core/node-version.ts";

/** Whether this Node is new enough, before anything is loaded that an older one cannot load. */
const fault = nodeFault(process.versions.node);
if (fault) {
  process.stderr.write(`${new InputError(fault).message}\n`);
  process.exitCode = 1;
} else await import("./main.ts");
