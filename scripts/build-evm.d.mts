/** Whether both modules were built from the sources as they are. */
export function isBuilt(): boolean;
/** The engine's runtime. */
export const WASM_FILE: string;
/** The arithmetic of the curve alt_bn128. */
export const CURVES_FILE: string;
