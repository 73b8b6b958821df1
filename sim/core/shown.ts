/** A value as an error shows it: of what kind it is, and the value itself where it is short. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
    case "bigint":
      return `${value}n`;
    case "function":
      return "a function";
    case "object":
      return value === null ? "null" : shownObject(value);
    default:
      return String(value);
  }
}

function shownObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof (value as { then?: unknown }).then === "function") return "a promise";
  const keys = Object.keys(value);
  const { constructor } = value;
  const kind = typeof constructor === "function" && constructor !== Object ? constructor.name || "object" : "object";
  return keys.length === 0 ? `an empty ${kind}` : `${kind} with ${keys.slice(0, 5).join(", ")}`;
}
