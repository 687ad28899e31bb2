import { parseFailure } from "../failures.js";
import { arrayOf, decimal, type ScalarKind, type SqlType, type StructField } from "./sql-type.js";

const SCALARS: Readonly<Record<string, ScalarKind>> = {
  boolean: "boolean",
  tinyint: "byte",
  byte: "byte",
  smallint: "short",
  short: "short",
  int: "int",
  integer: "int",
  bigint: "long",
  long: "long",
  float: "float",
  real: "float",
  double: "double",
  string: "string",
  varchar: "string",
  char: "string",
  text: "string",
  binary: "binary",
  date: "date",
  timestamp: "timestamp",
  timestamp_ltz: "timestamp",
  timestamp_ntz: "timestamp_ntz",
  variant: "variant",
  void: "void",
};

/**
 * Reads a type as SQL or Unity Catalog spells it: `decimal(10,2)`, `ARRAY<STRUCT<a: INT>>`.
 * @throws SqlEngineError when the text is no type.
 */
export function parseType(text: string): SqlType {
  const reader = new TypeReader(text);
  const type = reader.type();
  reader.end();
  return type;
}

/** Reads column definitions, such as `page STRING, total DOUBLE`, as `from_json` takes them. */
export function parseFields(text: string): readonly StructField[] {
  const reader = new TypeReader(text);
  const fields = reader.fields(/^\s*:?\s*/, () => reader.isAtEnd());
  reader.end();
  return fields;
}

class TypeReader {
  #rest: string;

  constructor(readonly text: string) {
    this.#rest = text.trim();
  }

  type(): SqlType {
    const name = this.#match(/^([A-Za-z_]+)/)?.toLowerCase() ?? "";
    if (name === "array") return this.#nested(() => arrayOf(this.type()));
    if (name === "struct") {
      return this.#nested(() => ({
        kind: "struct",
        fields: this.fields(/^\s*:?\s*/, () => this.#rest.startsWith(">")),
      }));
    }
    if (name === "map") {
      return this.#nested(() => {
        const key = this.type();
        this.#expect(",");
        return { kind: "map", key, value: this.type() };
      });
    }
    const size = /^\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(this.#rest);
    if (size) this.#rest = this.#rest.slice(size[0].length).trimStart();
    if (name === "decimal" || name === "dec" || name === "numeric") {
      return decimal(Number(size?.[1] ?? 10), Number(size?.[2] ?? 0));
    }
    if (name === "interval") {
      const unit = this.#match(/^(?:[A-Za-z]+)(?:\s+to\s+[A-Za-z]+)?/i)?.toLowerCase() ?? "";
      const family = /year|month/.test(unit) ? "year-month" : "day-time";
      return { kind: "interval", family, isWholeDays: unit === "day" };
    }
    const kind = SCALARS[name];
    if (kind === undefined) throw parseFailure(`"${this.text}" is not a data type`);
    this.#match(/^(?:COLLATE\s+\w+)/i);
    return { kind };
  }

  fields(separator: RegExp, isEnd: () => boolean): StructField[] {
    const fields: StructField[] = [];
    while (!isEnd()) {
      if (fields.length > 0) this.#expect(",");
      const quoted = this.#match(/^`(?:[^`]|``)+`/);
      const name = quoted ? quoted.slice(1, -1).replaceAll("``", "`") : this.#match(/^[\p{L}\p{N}_]+/u);
      if (name === undefined) throw parseFailure(`"${this.text}" is not a data type`);
      this.#match(separator);
      const type = this.type();
      this.#match(/^NOT\s+NULL/i);
      this.#match(/^COMMENT\s+'(?:[^'\\]|\\.)*'/i);
      fields.push({ name, type });
    }
    return fields;
  }

  isAtEnd(): boolean {
    return this.#rest === "";
  }

  end(): void {
    if (!this.isAtEnd()) throw parseFailure(`"${this.text}" is not a data type`);
  }

  #nested<T>(read: () => T): T {
    this.#expect("<");
    const value = read();
    this.#expect(">");
    return value;
  }

  #expect(symbol: string): void {
    if (!this.#rest.startsWith(symbol)) throw parseFailure(`"${this.text}" is not a data type`);
    this.#rest = this.#rest.slice(symbol.length).trimStart();
  }

  #match(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.#rest);
    if (!found) return undefined;
    this.#rest = this.#rest.slice(found[0].length).trimStart();
    return found[0].trim();
  }
}
