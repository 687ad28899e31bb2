/** A query of a file, with what its marker line says of it. */
export interface MarkedQuery {
  readonly id: string;
  readonly tags: readonly string[];
  readonly note: string;
  readonly sql: string;
}

/** A column of the sample schema; without a type where the file gives none. */
export interface DeclaredColumn {
  readonly name: string;
  readonly type: string | undefined;
}

export interface DeclaredTable {
  /** Three-part name. */
  readonly name: string;
  readonly columns: readonly DeclaredColumn[];
}

export interface QueryFile {
  readonly queries: readonly MarkedQuery[];
  readonly tables: readonly DeclaredTable[];
  readonly catalog: string;
  readonly schema: string;
}

/** Reads a file of queries, each behind a line `-- @Qnnn | tags | note`, with the sample schema in the head comment. */
export function readQueryFile(text: string): QueryFile {
  const [head = "", ...sections] = text.split(/^-- @(?=Q)/m);
  const queries = sections.map((section): MarkedQuery => {
    const [marker = "", ...lines] = section.split("\n");
    const [id = "", tags = "", note = ""] = marker.split("|").map((part) => part.trim());
    return {
      id,
      tags: tags.split(",").map((tag) => tag.trim()),
      note,
      sql: lines.join("\n").trim().replace(/;\s*$/, ""),
    };
  });
  const declared = /Sample schema \(catalog (\w+), schema (\w+)(?:;\s*([\w.,\s]+))?\)/.exec(head);
  const [, catalog = "main", schema = "default", others = ""] = declared ?? [];
  const tables = head
    .split("\n")
    .filter((line) => /^--\s{2,}\S/.test(line))
    .flatMap((line) => tablesOf(line.replace(/^--\s*/, ""), `${catalog}.${schema}`));
  const undeclared = others
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map(
      (name): DeclaredTable => ({
        name: `${catalog}.${name}`,
        columns: columnsUsed(`${catalog}.${name}`, queries),
      }),
    );
  return { queries, tables: [...tables, ...undeclared], catalog, schema };
}

/** Every `name(column [TYPE], …)` of a line. */
function tablesOf(line: string, prefix: string): readonly DeclaredTable[] {
  const tables: DeclaredTable[] = [];
  for (const [, quoted, plain, list = ""] of line.matchAll(
    /(?:`([^`]+)`|(\w+))\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g,
  )) {
    const name = quoted === undefined ? (plain ?? "") : `\`${quoted}\``;
    tables.push({ name: `${prefix}.${name}`, columns: splitOutsideBrackets(list).map(columnOf) });
  }
  return tables;
}

function columnOf(text: string): DeclaredColumn {
  const match = /^(?:`([^`]+)`|(\w+))\s*([\s\S]*)$/.exec(text.trim());
  const type = match?.[3]?.trim();
  return { name: match?.[1] ?? match?.[2] ?? text.trim(), type: type === "" ? undefined : type };
}

export function splitOutsideBrackets(text: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if ("<(".includes(character)) depth += 1;
    if (">)".includes(character)) depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** The columns that queries read from a table under its alias, for a table that the file names without columns. */
function columnsUsed(table: string, queries: readonly MarkedQuery[]): readonly DeclaredColumn[] {
  const names = new Set<string>();
  for (const { sql } of queries) {
    const alias = new RegExp(`${table.replaceAll(".", "\\.")}\\s+(?:AS\\s+)?(\\w+)`, "i").exec(sql)?.[1];
    if (alias === undefined) continue;
    for (const [, column = ""] of sql.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, "g"))) names.add(column);
  }
  return [...names].map((name) => ({ name, type: undefined }));
}
