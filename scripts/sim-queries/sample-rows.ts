import type { SampleCell, SampleTables } from "../../src/testing/sql/load/sample-tables.js";
import { seededRandom } from "../../src/util/random.js";
import { type DeclaredTable, type MarkedQuery, type QueryFile, splitOutsideBrackets } from "./query-file.js";

const NAMES = [
  "Anna Adams",
  "Bo Berg",
  "Chloe Cruz",
  "Dan Diaz",
  "Ewa Engel",
  "Finn Frey",
  "Gia Gold",
  "Hugo Hall",
];

/** Words for columns of text that no query compares with anything. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  region: ["EMEA", "AMER", "APAC", "LATAM"],
  segment: ["SMB", "Enterprise", "Consumer"],
  currency: ["USD", "EUR", "GBP"],
  country: ["DE", "US", "JP", "BR"],
  city: ["Berlin", "Austin", "Osaka", "Lima"],
  category: ["Chairs", "Desks", "Lamps"],
  sub_category: ["Office chair", "Standing desk", "Floor lamp", "Arm Chair"],
  brand: ["Acme", "Bolt", "Crest"],
  department: ["Sales", "Engineering", "Finance"],
  tier: ["gold", "silver", "bronze"],
  event_type: ["purchase", "view", "return"],
  lang: ["en", "de"],
};

const TYPE_RULES: readonly (readonly [RegExp, string])[] = [
  [/(^|_)id$|_number$/, "BIGINT"],
  [/^(year|month|day|quantity|qty|count)$/, "INT"],
  [/(^|_)date$|^launched$/, "DATE"],
  [/_(ts|at|time)$/, "TIMESTAMP"],
  [/^(is|has)_|^active$/, "BOOLEAN"],
  [/discount|rate|pct|score/, "DOUBLE"],
  [/amount|price|cost|revenue|salary|^q[1-4]$/, "DECIMAL(12,2)"],
];

/** Rows for every declared table: the same each time, with keys that meet and with NULLs where data has them. */
export function sampleTables(file: QueryFile, rowsPerTable = 240): SampleTables {
  const makers = file.tables.map((table) => [table.name, makeTable(table, file, rowsPerTable)] as const);
  return { ...Object.fromEntries(makers), ...tpchSample };
}

function makeTable(table: DeclaredTable, file: QueryFile, count: number) {
  const random = seededRandom(table.name.length * 7919 + table.columns.length);
  const columns = table.columns.map((column) => ({
    name: column.name,
    type: typeOf(column.name, column.type),
  }));
  const rows = Array.from({ length: count }, (_, row) =>
    columns.map((column, at) => cellOf(column.name, column.type, row, at === 0, () => random(), file)),
  );
  return { columns, rows };
}

function typeOf(name: string, declared: string | undefined): string {
  const nested = declared === undefined ? undefined : /^(STRUCT|ARRAY)<([\s\S]*)>$/i.exec(declared);
  if (nested?.[1]?.toUpperCase() === "ARRAY") return `ARRAY<${typeOf("item", nested[2])}>`;
  if (nested) {
    const fields = splitOutsideBrackets(nested[2] ?? "").map((field) => {
      const [fieldName = "", type] = field.split(/[\s:]+/);
      return `${fieldName}: ${type ?? typeOf(fieldName, undefined)}`;
    });
    return `STRUCT<${fields.join(", ")}>`;
  }
  // Words behind a type, as in "payload STRING json", tell of the content.
  if (declared !== undefined) return declared.replace(/^(\w+)\s+\w+$/, "$1");
  return TYPE_RULES.find(([pattern]) => pattern.test(name))?.[1] ?? "STRING";
}

function cellOf(
  name: string,
  type: string,
  row: number,
  isKey: boolean,
  random: () => number,
  file: QueryFile,
): SampleCell {
  const pick = (size: number) => Math.floor(random() * size);
  const money = () => (Math.round(random() * 120_000) / 100).toFixed(2);
  if (/^STRUCT</.test(type))
    return Object.fromEntries(
      fieldsOf(type).map(([field, inner]) => [field, cellOf(field, inner, row, false, random, file)]),
    );
  if (/^ARRAY</.test(type))
    return Array.from({ length: pick(4) }, () => cellOf("item", type.slice(6, -1), row, false, random, file));
  if (/^MAP</.test(type)) return row % 5 === 0 ? {} : { lang: wordOf("lang", pick, file), theme: "dark" };
  if (/json|payload/.test(name))
    return row % 7 === 0 ? "{}" : JSON.stringify(documentOf(name, file.queries, pick));
  if (type === "BOOLEAN") return row % 11 === 0 ? null : random() < 0.6;
  if (type === "DATE") return dayOf(pick(900));
  if (type === "TIMESTAMP")
    return name.endsWith("_at") && row % 4 === 0
      ? null
      : `${dayOf(pick(900))} ${String(pick(24)).padStart(2, "0")}:${String(pick(60)).padStart(2, "0")}:00`;
  if (type === "DOUBLE") return row % 6 === 0 ? null : pick(80) / 100;
  if (type.startsWith("DECIMAL")) return money();
  if (type === "INT")
    return name === "year" ? 2023 + (row % 3) : name === "month" ? 1 + (row % 12) : 1 + pick(9);
  if (type === "BIGINT") {
    if (isKey) return row + 1;
    return name.startsWith("manager")
      ? row === 0
        ? null
        : 1 + Math.floor(row / 3)
      : 1 + pick(name.startsWith("store") ? 12 : 120);
  }
  return textOf(name, row, isKey, pick, file);
}

const fieldsOf = (type: string) =>
  splitOutsideBrackets(type.slice(7, -1)).map((field) => {
    const at = field.indexOf(":");
    return [field.slice(0, at).trim(), field.slice(at + 1).trim()] as const;
  });

const dayOf = (offset: number) => new Date(Date.UTC(2023, 0, 1 + offset)).toISOString().slice(0, 10);

function textOf(
  name: string,
  row: number,
  isKey: boolean,
  pick: (size: number) => number,
  file: QueryFile,
): string {
  if (/^(full_)?name$/.test(name)) return NAMES[row % NAMES.length] ?? "";
  if (name === "email")
    return `${(NAMES[row % NAMES.length] ?? "").toLowerCase().replace(" ", ".")}${row}@example.com`;
  if (/month/.test(name)) return dayOf(row * 31).slice(0, 7);
  if (isKey && WORDS[name]) return WORDS[name][row % WORDS[name].length] ?? "";
  if (/_name$/.test(name))
    return `${name.slice(0, -5).replace(/^./, (first) => first.toUpperCase())} ${row % 40}`;
  return wordOf(name, pick, file);
}

/** A word that some query looks for, or one of the usual words. */
function wordOf(name: string, pick: (size: number) => number, { queries }: QueryFile): string {
  const sought = new Set(WORDS[name] ?? []);
  for (const { sql } of queries) {
    for (const [, list = ""] of sql.matchAll(
      new RegExp(`\\b${name}\\s*(?:=|<>|!=|IN)\\s*(\\([^)]*\\)|'[^']*')`, "gi"),
    )) {
      for (const [, word = ""] of list.matchAll(/'([^'\\]*)'/g)) sought.add(word);
    }
  }
  const words = [...sought];
  return words[pick(words.length)] ?? `${name} ${pick(9)}`;
}

/** A JSON document with the paths that queries follow from a column. */
function documentOf(
  name: string,
  queries: readonly MarkedQuery[],
  pick: (size: number) => number,
): SampleCell {
  const paths = new Set<string>();
  for (const { sql } of queries) {
    for (const [, path = ""] of sql.matchAll(new RegExp(`\\b${name}:([\\w.\\[\\]]+)`, "g"))) paths.add(path);
    for (const [, path = ""] of sql.matchAll(/'\$\.([\w.[\]]+)'/g)) paths.add(path);
  }
  const document: Record<string, SampleCell> = { session: `s${pick(50)}` };
  for (const path of paths) {
    const [head = "", ...rest] = path.split(/[.[\]]+/).filter((step) => step !== "");
    document[head] = rest.reduceRight<SampleCell>(
      (inner, step) => (/^\d+$/.test(step) ? [inner] : { [step]: inner }),
      /total|price|amount/.test(path) ? pick(9000) / 100 : `${head}-${pick(20)}`,
    );
  }
  return document;
}

/** A few rows in the shape of the samples catalog that every workspace has. */
const tpchSample: SampleTables = {
  "samples.tpch.lineitem": {
    columns: [
      { name: "l_orderkey", type: "BIGINT" },
      { name: "l_quantity", type: "DECIMAL(18,2)" },
      { name: "l_extendedprice", type: "DECIMAL(18,2)" },
      { name: "l_discount", type: "DECIMAL(18,2)" },
      { name: "l_returnflag", type: "STRING" },
      { name: "l_linestatus", type: "STRING" },
      { name: "l_shipdate", type: "DATE" },
    ],
    rows: Array.from({ length: 60 }, (_, row) => [
      row + 1,
      `${(row % 50) + 1}.00`,
      `${900 + row * 13}.50`,
      "0.05",
      "ANR"[row % 3] ?? "N",
      row % 2 === 0 ? "O" : "F",
      new Date(Date.UTC(1995, 0, 1 + row * 25)).toISOString().slice(0, 10),
    ]),
  },
};
