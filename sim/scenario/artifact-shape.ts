import {
  array,
  natural,
  object,
  oneOf,
  optional,
  record,
  shape,
  ShapeError,
  string,
  type Shape,
} from "../core/shape.ts";
import type { Abi } from "abitype";
import { InputError } from "../core/errors/errors.ts";
import { unreadBecause } from "../core/outside-file.ts";
import type { ExternalArtifact } from "./external-artifact.ts";

/** Of an ABI: the names of its types are checked where they are used. */
const parameter: Shape<unknown> = {
  read: (value, where) =>
    object({ type: string, name: optional(string), components: optional(array(parameter)) }).read(value, where),
};

const abiItem = object({
  type: oneOf("function", "constructor", "receive", "fallback", "event", "error"),
  name: optional(string),
  inputs: optional(array(parameter)),
  outputs: optional(array(parameter)),
  stateMutability: optional(string),
});

/** Functions, events and errors have names, and inputs that may be none. */
const named: Shape<unknown> = {
  read(value, where) {
    const item = abiItem.read(value, where);
    if (!/^(function|event|error)$/.test(item.type)) return item;
    string.read(item.name, `${where}.name`);
    return array(parameter).read(item.inputs, `${where}.inputs`);
  },
};

const links = record(record(array(object({ start: natural, length: optional(natural) }))));

/** Hex with placeholders where a library's address belongs, as compilers write it. */
const codeText = shape("code in hex", (value): value is string => {
  if (typeof value !== "string") return false;
  return /^(0x)?([0-9a-f]{2}|__.{36}__)*$/i.test(value);
});
const code: Shape<unknown> = {
  read(value, where) {
    if (typeof value !== "object" || value === null) return codeText.read(value, where);
    return object({ object: codeText, linkReferences: optional(links) }).read(value, where);
  },
};

const artifactShape = object({
  contractName: optional(string),
  sourceName: optional(string),
  abi: array(named),
  bytecode: code,
  deployedBytecode: optional(code),
  linkReferences: optional(links),
  buildInfoId: optional(string),
});

const abiShape = array(named);
/** Those that were looked at: a search plans a deployment for each of thousands of designs. */
const sound = new WeakSet<object>();

/** What a scenario brings as an ABI. Throws InputError ARTIFACT_DAMAGED. */
export function givenAbi(abi: Abi, where: string): Abi {
  return given(abi, where, () => void abiShape.read(abi, "$"));
}

/** What a scenario brings as an artifact. Throws InputError ARTIFACT_DAMAGED. */
export function givenArtifact(artifact: ExternalArtifact, where: string): ExternalArtifact {
  return given(artifact, where, () => void asArtifact(artifact));
}

function given<T extends object>(value: T, where: string, check: () => void): T {
  if (sound.has(value)) return value;
  try {
    check();
  } catch (cause) {
    const remedy = "give what the compiler wrote, as it is";
    throw InputError.of("ARTIFACT_DAMAGED", { where, found: unreadBecause(cause), remedy }, { cause });
  }
  sound.add(value);
  return value;
}

/** An artifact as it is, if it is as a compiler writes it. Throws ShapeError. */
export function asArtifact(value: unknown): ExternalArtifact {
  const { bytecode } = artifactShape.read(value, "$");
  if (bytecode === undefined) throw new ShapeError("code in hex", bytecode, "$.bytecode");
  return value as ExternalArtifact;
}
