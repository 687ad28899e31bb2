import { parse } from "yaml";

/** What a metric view's YAML says about one of its columns, beyond the name. */
export interface ViewColumnWords {
  /** Table and column behind a dimension that is a plain column of the source or of a join. */
  readonly origin?: { readonly table: string; readonly column: string } | undefined;
  /** Whether the expression itself makes a date. */
  readonly isDate: boolean;
  readonly displayName?: string | undefined;
  readonly comment?: string | undefined;
  readonly synonyms: readonly string[];
}

/** Reads `display_name`, `comment`, `synonyms` and the origin of every dimension and measure; unreadable YAML says nothing. */
export function readViewDefinition(yaml: string | undefined): ReadonlyMap<string, ViewColumnWords> {
  const words = new Map<string, ViewColumnWords>();
  if (yaml === undefined) return words;
  let definition: unknown;
  try {
    definition = parse(yaml);
  } catch {
    return words;
  }
  const tables = new Map<string, string>([["source", textOf(memberOf(definition, "source")) ?? ""]]);
  for (const join of listOf(memberOf(definition, "joins"))) {
    tables.set(textOf(memberOf(join, "name")) ?? "", textOf(memberOf(join, "source")) ?? "");
  }
  for (const key of ["dimensions", "fields", "measures"]) {
    for (const column of listOf(memberOf(definition, key))) {
      const name = textOf(memberOf(column, "name"));
      if (name === undefined) continue;
      const expression = textOf(memberOf(column, "expr")) ?? "";
      words.set(name, {
        origin: originOf(expression, tables),
        isDate: /^(?:date_trunc|to_date|date|trunc)\s*\(|^cast\s*\(.*\bas date\s*\)$/i.test(
          expression.trim(),
        ),
        displayName: textOf(memberOf(column, "display_name")),
        comment: textOf(memberOf(column, "comment")),
        synonyms: listOf(memberOf(column, "synonyms")).filter((item) => typeof item === "string"),
      });
    }
  }
  return words;
}

function originOf(expression: string, tables: ReadonlyMap<string, string>): ViewColumnWords["origin"] {
  const parts = /^(?:`?(\w+)`?\.)?`?(\w+)`?$/.exec(expression.trim());
  const table = tables.get(parts?.[1] ?? "source");
  return parts === null || table === undefined ? undefined : { table, column: parts[2] ?? "" };
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (Object.entries(value).find(([name]) => name === key)?.[1] as unknown)
    : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
