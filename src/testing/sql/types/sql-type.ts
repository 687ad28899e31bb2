/** A type of Databricks SQL. */
export type SqlType =
  | { readonly kind: ScalarKind }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "interval"; readonly family: "year-month" | "day-time"; readonly isWholeDays: boolean }
  | { readonly kind: "array"; readonly element: SqlType }
  | { readonly kind: "map"; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: "struct"; readonly fields: readonly StructField[] };

export interface StructField {
  readonly name: string;
  readonly type: SqlType;
}

export type ScalarKind =
  | "boolean"
  | "byte"
  | "short"
  | "int"
  | "long"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  | "timestamp"
  | "timestamp_ntz"
  | "variant"
  /** The type of a bare NULL. */
  | "void";

export type DecimalType = Extract<SqlType, { kind: "decimal" }>;

const scalar = (kind: ScalarKind): SqlType => ({ kind });
export const BOOLEAN = scalar("boolean");
export const INT = scalar("int");
export const LONG = scalar("long");
export const DOUBLE = scalar("double");
export const STRING = scalar("string");
export const BINARY = scalar("binary");
export const DATE = scalar("date");
export const TIMESTAMP = scalar("timestamp");
export const TIMESTAMP_NTZ = scalar("timestamp_ntz");
export const VARIANT = scalar("variant");
export const VOID = scalar("void");
export const decimal = (precision: number, scale: number): DecimalType => ({
  kind: "decimal",
  precision,
  scale,
});
export const arrayOf = (element: SqlType): SqlType => ({ kind: "array", element });

/** Kinds in the order in which integers widen. */
const INTEGER_WIDTHS: Readonly<Record<string, number>> = { byte: 3, short: 5, int: 10, long: 20 };

export const isInteger = (type: SqlType): boolean => type.kind in INTEGER_WIDTHS;
export const isFractional = (type: SqlType): boolean => type.kind === "float" || type.kind === "double";
export const isNumeric = (type: SqlType): boolean =>
  isInteger(type) || isFractional(type) || type.kind === "decimal";
export const isTimestamp = (type: SqlType): boolean =>
  type.kind === "timestamp" || type.kind === "timestamp_ntz";
export const isTemporal = (type: SqlType): boolean => type.kind === "date" || isTimestamp(type);

/** Whether both databases put values of the type in the same order; they differ about NULL inside nested values. */
export const isOrderable = (type: SqlType): boolean =>
  !["struct", "array", "map", "variant"].includes(type.kind);

/** The decimal that holds every value of an integer type; decimals stay as they are. */
export function asDecimal(type: SqlType): DecimalType | undefined {
  if (type.kind === "decimal") return type;
  const digits = INTEGER_WIDTHS[type.kind];
  return digits === undefined ? undefined : decimal(digits, 0);
}

/** A decimal cut to 38 digits as Spark cuts it: digits after the point go first, but six of them stay. */
export function boundedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= 38) return decimal(precision, scale);
  const digitsBefore = precision - scale;
  return decimal(38, Math.max(38 - digitsBefore, Math.min(scale, 6)));
}

export function sameType(a: SqlType, b: SqlType): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "decimal" && b.kind === "decimal") return a.precision === b.precision && a.scale === b.scale;
  if (a.kind === "interval" && b.kind === "interval")
    return a.family === b.family && a.isWholeDays === b.isWholeDays;
  if (a.kind === "array" && b.kind === "array") return sameType(a.element, b.element);
  if (a.kind === "map" && b.kind === "map") return sameType(a.key, b.key) && sameType(a.value, b.value);
  if (a.kind === "struct" && b.kind === "struct") {
    return (
      a.fields.length === b.fields.length &&
      a.fields.every((field, at) => {
        const other = b.fields[at];
        return other !== undefined && field.name === other.name && sameType(field.type, other.type);
      })
    );
  }
  return true;
}
