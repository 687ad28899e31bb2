import {
  arrayOf,
  asDecimal,
  boundedDecimal,
  DOUBLE,
  isFractional,
  isInteger,
  isNumeric,
  isTemporal,
  LONG,
  type SqlType,
  sameType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "./sql-type.js";

const INTEGERS = ["byte", "short", "int", "long"];

/**
 * The type to which two values are brought to stand in one column or to be compared, by the rules of Spark's ANSI
 * mode; undefined when there is none.
 */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (sameType(a, b)) return a;
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "string") return besideString(b);
  if (b.kind === "string") return besideString(a);
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b);
  if (isTemporal(a) && isTemporal(b)) {
    return a.kind === "timestamp" || b.kind === "timestamp" ? TIMESTAMP : TIMESTAMP_NTZ;
  }
  if (a.kind === "interval" && b.kind === "interval" && a.family === b.family)
    return { ...a, isWholeDays: false };
  if (a.kind === "array" && b.kind === "array") {
    const element = commonType(a.element, b.element);
    return element && arrayOf(element);
  }
  if (a.kind === "map" && b.kind === "map") {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && { kind: "map", key, value };
  }
  if (a.kind === "struct" && b.kind === "struct" && a.fields.length === b.fields.length) {
    const fields = a.fields.map((field, at) => {
      const other = b.fields[at];
      const type = other && commonType(field.type, other.type);
      return type && { name: field.name, type };
    });
    const known = fields.filter((field) => field !== undefined);
    return known.length === fields.length ? { kind: "struct", fields: known } : undefined;
  }
  return undefined;
}

/** The common type of several; undefined when there is none. */
export function commonTypeOf(types: readonly SqlType[]): SqlType | undefined {
  let common: SqlType | undefined = types[0];
  for (const type of types.slice(1)) common = common && commonType(common, type);
  return common;
}

function besideString(other: SqlType): SqlType | undefined {
  if (isInteger(other)) return LONG;
  if (isNumeric(other)) return DOUBLE;
  return isTemporal(other) || other.kind === "boolean" || other.kind === "binary" ? other : undefined;
}

function commonNumber(a: SqlType, b: SqlType): SqlType {
  if (isFractional(a) || isFractional(b)) {
    return a.kind === "float" && b.kind === "float" ? a : DOUBLE;
  }
  const left = asDecimal(a);
  const right = asDecimal(b);
  if ((a.kind === "decimal" || b.kind === "decimal") && left && right) {
    const scale = Math.max(left.scale, right.scale);
    return boundedDecimal(
      Math.max(left.precision - left.scale, right.precision - right.scale) + scale,
      scale,
    );
  }
  return INTEGERS.indexOf(a.kind) > INTEGERS.indexOf(b.kind) ? a : b;
}
