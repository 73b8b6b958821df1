import { I32, I64, type FunctionImport, type ValueType } from "./encoder.ts";

/** i32 is p (an address or a small number), i64 is g (gas); the result after the colon. */
const SIGNATURES = {
  multiply: "ppp",
  divide: "ppp",
  signedDivide: "ppp",
  modulo: "ppp",
  signedModulo: "ppp",
  addModulo: "pppp",
  multiplyModulo: "pppp",
  signExtend: "ppp",
  leadingZeros: "pp",
  byteAt: "ppp",
  shiftLeft: "ppp",
  shiftRight: "ppp",
  shiftArithmetic: "ppp",
  power: "pppg:g",
  hashMemory: "ppppg:g",
  hashNear: "ppppg:g",
  balanceOf: "ppg:g",
  codeSizeOf: "ppg:g",
  codeHashOf: "ppg:g",
  callDataLoad: "ppp",
  copyCallData: "ppppg:g",
  copyCode: "ppppg:g",
  copyExternalCode: "pppppg:g",
  copyReturnData: "ppppg:g",
  copyMemory: "ppppg:g",
  returnSize: ":p",
  blockHashOf: "pp",
  blobHashOf: "pp",
  sload: "pppg:g",
  sstore: "pppgg:g",
  tload: "ppp",
  tstore: "pppg:g",
  log: "pppppg:g",
  expandFor: "pggg:g",
  finishWith: "pppg:g",
  destroy: "ppg:g",
} as const;

export type RuntimeFunction = keyof typeof SIGNATURES;

const TYPES: Readonly<Record<string, ValueType>> = { p: I32, g: I64 };

export const RUNTIME_FUNCTIONS = Object.keys(SIGNATURES) as readonly RuntimeFunction[];

export const RUNTIME_IMPORTS: readonly FunctionImport[] = RUNTIME_FUNCTIONS.map((name) => {
  const [parameters = "", result] = SIGNATURES[name].split(":");
  return { name, parameters: [...parameters].map((c) => TYPES[c]!), result: result ? TYPES[result] : undefined };
});

export const runtimeIndex = new Map(RUNTIME_FUNCTIONS.map((name, i) => [name, i]));

/** The function of that name. */
export function runtimeFunction(name: string | undefined): RuntimeFunction {
  const found = RUNTIME_FUNCTIONS.find((known) => known === name);
  if (found === undefined) throw new TypeError(`compiled code has no function ${name}`);
  return found;
}
