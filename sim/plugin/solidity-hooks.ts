import type { SolidityHooks } from "hardhat/types/hooks";
import { buildLock, withLock } from "../project/build-lock.ts";

/** Builds of Hardhat itself, before a script or a test, wait for those of other processes as ours do. */
export default (): Promise<Partial<SolidityHooks>> =>
  Promise.resolve({
    build: (context, files, options, next) =>
      withLock(buildLock(context.config.paths.cache), () => next(context, files, options)),
  });
