/** Whether the runtime was built from the sources as they are. */
export function isBuilt(): boolean;
export const WASM_FILE: string;
