import { experimental } from "../core/experimental.ts";

/** SQLite as Node brings it: experimental until Node 24, where it would say so. */
export const { DatabaseSync } = experimental(() => process.getBuiltinModule("node:sqlite"));
export type DatabaseSync = InstanceType<typeof DatabaseSync>;
