/** 0x and two digits a byte, lower case. */
export function toHex(bytes: Uint8Array): string {
  return "0x" + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** The bytes of a hex string with or without 0x; the string is trusted to be well formed. */
export function fromHex(hex: string): Uint8Array {
  const buffer = Buffer.from(hex.startsWith("0x") ? hex.slice(2) : hex, "hex");
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** A JSON-RPC quantity: no leading zeros. */
export function quantity(value: number | bigint): string {
  return "0x" + value.toString(16);
}
