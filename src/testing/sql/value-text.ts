import { isFractional, isNumeric, isTimestamp, type SqlType } from "./types/sql-type.js";

/** A value as the statement API's JSON_ARRAY format writes it: text, or null. */
export function valueText(value: unknown, type: SqlType): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" && isFractional(type)) return doubleText(value, type.kind === "float");
  if (isTimestamp(type)) return timestampText(microsOf(value), type.kind === "timestamp");
  if (type.kind === "array" || type.kind === "struct" || type.kind === "map") return jsonText(value, type);
  if (type.kind === "binary") return bytesText(value);
  if (type.kind === "interval") return intervalText(value, type.family);
  return String(value);
}

/** A double as Java writes it, which is what Databricks sends. */
export function doubleText(value: number, isFloat = false): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const shortest = isFloat ? shortestFloat(value) : value;
  const size = Math.abs(shortest);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(shortest);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa = "", exponent = ""] = shortest.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** The number with the fewest digits that is the same 32-bit float. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 10; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

/** `2024-01-01T00:00:00.000Z`, with microseconds only where there are any. */
function timestampText(micros: bigint, hasZone: boolean): string {
  const millis = micros >= 0n || micros % 1000n === 0n ? micros / 1000n : micros / 1000n - 1n;
  const rest = micros - millis * 1000n;
  const text = new Date(Number(millis)).toISOString().slice(0, -1);
  return `${text}${rest === 0n ? "" : String(rest).padStart(3, "0")}${hasZone ? "Z" : ""}`;
}

function microsOf(value: unknown): bigint {
  const micros = memberOf(value, "micros");
  if (typeof micros === "bigint") return micros;
  const days = memberOf(value, "days");
  return typeof days === "number" ? BigInt(days) * 86_400_000_000n : 0n;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A nested value as JSON text, written here because JSON.stringify would round decimals and long integers. */
function jsonText(value: unknown, type: SqlType): string {
  if (value === null || value === undefined) return "null";
  const member = (name: string, text: string) => `${JSON.stringify(name)}:${text}`;
  if (type.kind === "array")
    return `[${listOf(memberOf(value, "items"))
      .map((item) => jsonText(item, type.element))
      .join(",")}]`;
  if (type.kind === "struct") {
    const entries = memberOf(value, "entries");
    return `{${type.fields.map((field) => member(field.name, jsonText(memberOf(entries, field.name), field.type))).join(",")}}`;
  }
  if (type.kind === "map") {
    const entries = listOf(memberOf(value, "entries"));
    return `{${entries.map((entry) => member(valueText(memberOf(entry, "key"), type.key) ?? "null", jsonText(memberOf(entry, "value"), type.value))).join(",")}}`;
  }
  const text = valueText(value, type) ?? "null";
  const isBare =
    typeof value === "boolean" ||
    type.kind === "variant" ||
    (isNumeric(type) && Number.isFinite(Number(text)));
  return isBare ? text : JSON.stringify(text);
}

function bytesText(value: unknown): string {
  const bytes = memberOf(value, "bytes");
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString("base64") : String(value);
}

function intervalText(value: unknown, family: "year-month" | "day-time"): string {
  const months = Number(memberOf(value, "months") ?? 0);
  if (family === "year-month") {
    const total = Math.abs(months);
    return `${months < 0 ? "-" : ""}${Math.floor(total / 12)}-${total % 12}`;
  }
  const micros =
    BigInt(Number(memberOf(value, "days") ?? 0)) * 86_400_000_000n +
    BigInt(String(memberOf(value, "micros") ?? 0));
  const total = micros < 0n ? -micros : micros;
  const pad = (part: bigint, size = 2) => String(part).padStart(size, "0");
  const time = [(total / 3_600_000_000n) % 24n, (total / 60_000_000n) % 60n, (total / 1_000_000n) % 60n]
    .map((part) => pad(part))
    .join(":");
  return `${micros < 0n ? "-" : ""}${total / 86_400_000_000n} ${time}.${pad(total % 1_000_000n, 6)}000`;
}
