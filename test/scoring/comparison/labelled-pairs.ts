import type { CompareOptions } from "../../../src/scoring/compare-results.js";
import type { Cell, ResultTable } from "../../../src/sql/result-table.js";

/** What a careful person would say of the answer. */
export type Label = "same" | "different" | "look";

export interface LabelledPair {
  readonly name: string;
  readonly label: Label;
  readonly expected: ResultTable;
  readonly actual: ResultTable;
  readonly options?: CompareOptions | undefined;
}

/** A table from `"name:TYPE name:TYPE"` and its rows. */
export function table(columns: string, ...rows: readonly (readonly Cell[])[]): ResultTable {
  return {
    columns: columns.split(" ").map((column) => {
      const [name = "", type] = column.split(":");
      return type === undefined ? { name } : { name, type };
    }),
    rows,
  };
}

function pair(
  label: Label,
  name: string,
  expected: ResultTable,
  actual: ResultTable,
  options?: CompareOptions,
): LabelledPair {
  return { name, label, expected, actual, options };
}

const SALES = "region:STRING revenue:DECIMAL(12,2)";
const sales = table(SALES, ["EMEA", "120.50"], ["APAC", "80.00"], ["AMER", "310.25"]);
const ranked = table("product:STRING sold:INT", ["lamp", "9"], ["desk", "7"], ["chair", "7"], ["sofa", "3"]);
const byRank: CompareOptions = { ordered: true, orderKeys: ["sold DESC"] };
const wide = "id:BIGINT name:STRING city:STRING";
const people = table(wide, ["1", "Ann", "Oslo"], ["2", "Bo", "Rome"], ["3", "Cy", "Oslo"]);

export const LABELLED_PAIRS: readonly LabelledPair[] = [
  // Rows and columns
  pair("same", "identical", sales, table(SALES, ...sales.rows)),
  pair("same", "rows in another order", sales, table(SALES, ...[...sales.rows].reverse())),
  pair(
    "same",
    "columns in another order",
    sales,
    table("revenue:DECIMAL(12,2) region:STRING", ["120.50", "EMEA"], ["80.00", "APAC"], ["310.25", "AMER"]),
  ),
  pair("same", "other column names", sales, table("r:STRING total:DECIMAL(12,2)", ...sales.rows)),
  pair("same", "names in another case", sales, table("REGION:STRING Revenue:DECIMAL(12,2)", ...sales.rows)),
  pair(
    "different",
    "one cell differs",
    sales,
    table(SALES, ["EMEA", "120.50"], ["APAC", "81.00"], ["AMER", "310.25"]),
  ),
  pair(
    "different",
    "same names, types and row count, other values",
    sales,
    table(SALES, ["EMEA", "1.00"], ["APAC", "2.00"], ["AMER", "3.00"]),
  ),
  pair(
    "different",
    "values paired with other rows",
    sales,
    table(SALES, ["EMEA", "80.00"], ["APAC", "120.50"], ["AMER", "310.25"]),
  ),
  pair("different", "a row is missing", sales, table(SALES, ...sales.rows.slice(0, 2))),
  pair("different", "a row is extra", sales, table(SALES, ...sales.rows, ["LATAM", "5.00"])),
  pair("different", "another row instead", sales, table(SALES, ...sales.rows.slice(0, 2), ["LATAM", "5.00"])),
  pair(
    "look",
    "columns bear each other's names",
    table("orders:INT returns:INT", ["10", "2"], ["30", "4"]),
    table("returns:INT orders:INT", ["10", "2"], ["30", "4"]),
  ),
  pair(
    "look",
    "a column bears the name of another one",
    table("orders:INT returns:INT", ["10", "2"], ["30", "4"]),
    table("returns:INT refunds:INT", ["10", "2"], ["30", "4"]),
  ),
  pair(
    "look",
    "an extra column holds the values, the named one others",
    table("product:STRING sold:INT", ["lamp", "1"], ["desk", "2"]),
    table("product:STRING rank:INT sold:INT", ["lamp", "1", "90"], ["desk", "2", "70"]),
  ),
  pair(
    "same",
    "two columns of one name, told apart by the answer",
    table("id:INT id:INT", ["1", "7"], ["2", "8"]),
    table("id:INT shop_id:INT", ["1", "7"], ["2", "8"]),
  ),
  // Duplicates
  pair(
    "same",
    "duplicates, as many",
    table("a:INT", ["1"], ["1"], ["2"]),
    table("a:INT", ["2"], ["1"], ["1"]),
  ),
  pair(
    "different",
    "a duplicate too many",
    table("a:INT", ["1"], ["2"]),
    table("a:INT", ["1"], ["1"], ["2"]),
  ),
  pair("different", "a duplicate too few", table("a:INT", ["1"], ["1"], ["2"]), table("a:INT", ["1"], ["2"])),
  pair(
    "different",
    "another row doubled",
    table("a:INT", ["1"], ["1"], ["2"]),
    table("a:INT", ["1"], ["2"], ["2"]),
  ),
  pair("different", "fan-out of a join", sales, table(SALES, ...sales.rows, ...sales.rows)),
  // NULL
  pair(
    "same",
    "NULL is NULL",
    table("a:INT b:STRING", ["1", null], [null, "x"]),
    table("a:INT b:STRING", [null, "x"], ["1", null]),
  ),
  pair(
    "different",
    "NULL is not zero",
    table("a:STRING n:INT", ["x", null], ["y", "2"]),
    table("a:STRING n:INT", ["x", "0"], ["y", "2"]),
  ),
  pair(
    "different",
    "NULL is not empty text",
    table("a:STRING", [null], ["y"]),
    table("a:STRING", [""], ["y"]),
  ),
  pair(
    "different",
    "NULL is not NaN",
    table("a:DOUBLE b:INT", [null, "1"], ["2.5", "2"]),
    table("a:DOUBLE b:INT", ["NaN", "1"], ["2.5", "2"]),
  ),
  pair(
    "different",
    "NULL is not the word NULL",
    table("a:STRING", [null], ["y"]),
    table("a:STRING", ["NULL"], ["y"]),
  ),
  pair(
    "different",
    "NULL is not false",
    table("a:BOOLEAN b:INT", [null, "1"]),
    table("a:BOOLEAN b:INT", ["false", "1"]),
  ),
  // Numbers
  pair(
    "same",
    "trailing zeros of a decimal",
    table("n:DECIMAL(10,2)", ["5.00"], ["7.50"]),
    table("n:DOUBLE", ["5.0"], ["7.5"]),
  ),
  pair(
    "same",
    "scientific notation",
    table("n:DOUBLE", ["1.5E7"], ["1.0E-5"]),
    table("n:DOUBLE", ["15000000"], ["0.00001"]),
  ),
  pair("same", "number cells and number text", table("n:INT", [5], [7]), table("n:INT", ["5"], ["7"])),
  pair("same", "minus zero", table("n:DOUBLE", ["-0.0"], ["1.5"]), table("n:DOUBLE", ["0"], ["1.5"])),
  pair(
    "same",
    "big integers as bigint and as text",
    table("id:BIGINT", [9007199254740993n]),
    table("id:BIGINT", ["9007199254740993"]),
  ),
  pair(
    "different",
    "integers that differ beyond 2^53",
    table("id:BIGINT", ["9007199254740993"]),
    table("id:BIGINT", ["9007199254740992"]),
  ),
  pair(
    "different",
    "wide whole decimals",
    table("id:DECIMAL(38,0)", ["12345678901234567890123456789012345678"]),
    table("id:DECIMAL(38,0)", ["12345678901234567890123456789012345679"]),
  ),
  pair(
    "different",
    "integers alike to four digits",
    table("n:BIGINT", ["1234567"], ["5"]),
    table("n:BIGINT", ["1234568"], ["5"]),
  ),
  pair(
    "different",
    "small integers off by one",
    table("n:INT", ["10001"], ["5"]),
    table("n:INT", ["10002"], ["5"]),
  ),
  pair(
    "different",
    "whole numbers off by one beside rounded fractions",
    table("k:STRING n:DOUBLE", ["a", "1234567.0"], ["b", "5.50001"]),
    table("k:STRING n:DOUBLE", ["a", "1234568.0"], ["b", "5.5"]),
  ),
  pair(
    "same",
    "floating-point noise",
    table("k:STRING n:DOUBLE", ["a", "0.30000000000000004"], ["b", "2.5"]),
    table("k:STRING n:DOUBLE", ["a", "0.3"], ["b", "2.5"]),
  ),
  pair(
    "same",
    "noise beside zero",
    table("k:STRING n:DOUBLE", ["a", "0.0"], ["b", "2.5"]),
    table("k:STRING n:DOUBLE", ["a", "2.9E-11"], ["b", "2.5"]),
  ),
  pair(
    "same",
    "rounded to two decimals",
    table("k:STRING n:DOUBLE", ["a", "1234.5678"], ["b", "99.999"]),
    table("k:STRING n:DOUBLE", ["a", "1234.57"], ["b", "100.0"]),
  ),
  pair(
    "same",
    "values on both sides of a rounding boundary",
    table("k:STRING n:DOUBLE", ["a", "1.23449999"], ["b", "3.5"]),
    table("k:STRING n:DOUBLE", ["a", "1.23450001"], ["b", "3.5"]),
  ),
  pair(
    "different",
    "fractions that differ in the third digit",
    table("k:STRING n:DOUBLE", ["a", "1.23"], ["b", "3.5"]),
    table("k:STRING n:DOUBLE", ["a", "1.24"], ["b", "3.5"]),
  ),
  pair(
    "different",
    "small fractions within a hundredth",
    table("n:DOUBLE", ["0.001"], ["0.5"]),
    table("n:DOUBLE", ["0.009"], ["0.5"]),
  ),
  pair(
    "different",
    "another sign",
    table("k:STRING n:DOUBLE", ["a", "1.5"], ["b", "3.25"]),
    table("k:STRING n:DOUBLE", ["a", "1.5"], ["b", "-3.25"]),
  ),
  pair(
    "look",
    "a share told in percent",
    table("k:STRING share:DOUBLE", ["a", "0.25"], ["b", "0.125"]),
    table("k:STRING share:DOUBLE", ["a", "25.0"], ["b", "12.5"]),
  ),
  pair(
    "look",
    "one share told in percent",
    table("share:DOUBLE", ["0.1234"]),
    table("share:DOUBLE", ["12.34"]),
  ),
  pair("look", "numbers in text", table("n:INT", ["5"], ["7"]), table("n:STRING", ["5"], ["7"])),
  pair(
    "same",
    "leading zeros kept",
    table("zip:STRING", ["01234"], ["04567"]),
    table("zip:STRING", ["04567"], ["01234"]),
  ),
  pair(
    "different",
    "leading zeros lost in text",
    table("zip", ["01234"], ["x"]),
    table("zip", ["1235"], ["x"]),
  ),
  pair(
    "look",
    "leading zeros dropped",
    table("zip:STRING", ["01234"], ["04567"]),
    table("zip:INT", ["1234"], ["4567"]),
  ),
  pair(
    "different",
    "text that only looks like one number",
    table("version:STRING n:INT", ["1.10", "1"], ["2.0", "5"]),
    table("version:STRING n:INT", ["1.10", "1"], ["3.0", "5"]),
  ),
  pair(
    "different",
    "a number and one beyond all doubles",
    table("k:STRING n:DOUBLE", ["a", "1.5"], ["b", "2.5"]),
    table("k:STRING n:DOUBLE", ["a", "1e400"], ["b", "2.5"]),
  ),
  pair(
    "same",
    "half units rounded below zero as above",
    table("k:STRING n:DOUBLE", ["a", "-1.2345"], ["b", "2.5"]),
    table("k:STRING n:DOUBLE", ["a", "-1.2352407"], ["b", "2.5"]),
  ),
  pair(
    "different",
    "infinity and its opposite",
    table("n:DOUBLE", ["Infinity"]),
    table("n:DOUBLE", ["-Infinity"]),
  ),
  // Dates and times
  pair(
    "same",
    "a date and its midnight",
    table("d:DATE", ["2024-01-31"]),
    table("d:TIMESTAMP", ["2024-01-31T00:00:00.000Z"]),
  ),
  pair(
    "same",
    "blank or T between date and time",
    table("t:TIMESTAMP", ["2024-01-31 10:20:30"]),
    table("t:TIMESTAMP", ["2024-01-31T10:20:30.000"]),
  ),
  pair(
    "same",
    "offset and UTC",
    table("t:TIMESTAMP", ["2024-01-31T23:30:00.000+02:00"]),
    table("t:TIMESTAMP", ["2024-01-31T21:30:00Z"]),
  ),
  pair(
    "same",
    "offset across midnight",
    table("t:TIMESTAMP", ["2024-03-01T01:30:00+02:00"]),
    table("t:TIMESTAMP", ["2024-02-29T23:30:00Z"]),
  ),
  pair(
    "same",
    "offset of whole hours",
    table("t:TIMESTAMP", ["2024-01-31 23:30:00+02"]),
    table("t:TIMESTAMP", ["2024-01-31T21:30:00Z"]),
  ),
  pair(
    "different",
    "another time of the day",
    table("t:TIMESTAMP", ["2024-01-31T10:20:30Z"]),
    table("t:TIMESTAMP", ["2024-01-31T10:20:31Z"]),
  ),
  pair(
    "different",
    "a date and its noon",
    table("d:DATE", ["2024-01-31"]),
    table("t:TIMESTAMP", ["2024-01-31T12:00:00Z"]),
  ),
  pair(
    "different",
    "another day",
    table("d:DATE n:INT", ["2024-01-31", "1"]),
    table("d:DATE n:INT", ["2024-02-01", "1"]),
  ),
  pair(
    "look",
    "a month and its first day",
    table("m:STRING n:INT", ["2024-01", "5"], ["2024-02", "6"]),
    table("m:DATE n:INT", ["2024-01-01", "5"], ["2024-02-01", "6"]),
  ),
  // Booleans, text, nested values
  pair(
    "same",
    "booleans in another case",
    table("b:BOOLEAN", ["true"], ["false"]),
    table("b:BOOLEAN", [true], ["FALSE"]),
  ),
  pair(
    "different",
    "flipped booleans",
    table("k:INT b:BOOLEAN", ["1", "true"], ["2", "false"]),
    table("k:INT b:BOOLEAN", ["1", "false"], ["2", "true"]),
  ),
  pair(
    "look",
    "booleans as zero and one",
    table("k:STRING b:BOOLEAN", ["x", "true"], ["y", "false"]),
    table("k:STRING b:INT", ["x", "1"], ["y", "0"]),
  ),
  pair(
    "look",
    "text in another case",
    table("s:STRING", ["Oslo"], ["Rome"]),
    table("s:STRING", ["OSLO"], ["ROME"]),
  ),
  pair(
    "same",
    "blanks around text",
    table("s:STRING", ["Oslo "], ["Rome"]),
    table("s:STRING", ["Oslo"], [" Rome"]),
  ),
  pair(
    "different",
    "other text",
    table("s:STRING", ["Oslo"], ["Rome"]),
    table("s:STRING", ["Oslo"], ["Roma"]),
  ),
  pair(
    "same",
    "struct fields in another order",
    table("s:STRUCT<a:INT,b:STRING>", ['{"a":1,"b":"x"}']),
    table("s:STRUCT<a:INT,b:STRING>", ['{"b": "x", "a": 1}']),
  ),
  pair(
    "different",
    "array in another order",
    table("s:ARRAY<INT>", ["[1,2]"]),
    table("s:ARRAY<INT>", ["[2,1]"]),
  ),
  pair(
    "different",
    "long integers inside nested values",
    table("s:ARRAY<BIGINT>", ["[9007199254740993]"]),
    table("s:ARRAY<BIGINT>", ["[9007199254740992]"]),
  ),
  pair(
    "look",
    "numbers as text inside nested values",
    table("s:ARRAY<INT>", ["[1,2]"]),
    table("s:ARRAY<INT>", ['["1","2"]']),
  ),
  // Untyped tables, as stored expected results are
  pair(
    "same",
    "stored NaN and infinity",
    table("k n", ["a", "NaN"], ["b", "-Infinity"], ["c", 1.5]),
    table("k:STRING n:DOUBLE z:INT", ["a", "NaN", "1"], ["b", "-Infinity", "2"], ["c", "1.5", "3"]),
  ),
  pair(
    "same",
    "codes beside a column without a type",
    table("code:STRING n:INT", ["5", "1"], ["7.0", "2"]),
    table("code:STRING n", ["5", "1"], ["7.0", "2"]),
  ),
  pair(
    "same",
    "stored columns of one name in another order",
    table("a a", ["2024-01-01", "x1"], ["2024-02-30", "5.0"]),
    table("a a b", ["x1", "2024-01-01", 1], ["5", "2024-02-30", 2]),
  ),
  pair(
    "same",
    "stored result without types",
    table("region n", ["EMEA", 5], ["APAC", 7]),
    table("region:STRING n:BIGINT", ["APAC", "7"], ["EMEA", "5"]),
  ),
  pair(
    "same",
    "stored codes without types",
    table("zip", ["94107"], ["10001"]),
    table("zip:STRING", ["10001"], ["94107"]),
  ),
  pair(
    "different",
    "stored result, one value off",
    table("region n", ["EMEA", 5], ["APAC", 7]),
    table("region:STRING n:BIGINT", ["APAC", "8"], ["EMEA", "5"]),
  ),
  // More and fewer columns
  pair(
    "same",
    "an extra column",
    people,
    table(`${wide} age:INT`, ...people.rows.map((row, index) => [...row, String(30 + index)])),
  ),
  pair(
    "look",
    "an extra column tells duplicates apart",
    table("city:STRING", ["Oslo"], ["Oslo"], ["Rome"]),
    table("city:STRING shop:INT", ["Oslo", "1"], ["Oslo", "2"], ["Rome", "3"]),
  ),
  pair(
    "look",
    "one number among several of a single row",
    table("orders:INT", ["5"]),
    table("low:INT mid:INT high:INT", ["1", "5", "9"]),
  ),
  pair(
    "same",
    "a named number with company",
    table("orders:INT", ["5"]),
    table("orders:INT customers:INT", ["5", "3"]),
  ),
  pair(
    "different",
    "an extra column and a wrong value",
    people,
    table(
      `${wide} age:INT`,
      ...people.rows.map((row, index) => [
        index === 1 ? "9" : (row[0] ?? null),
        row[1] ?? null,
        row[2] ?? null,
        "30",
      ]),
    ),
  ),
  pair("different", "the measure is missing", sales, table("region:STRING", ["EMEA"], ["APAC"], ["AMER"])),
  pair(
    "same",
    "an optional column is missing",
    people,
    table("id:BIGINT name:STRING", ["1", "Ann"], ["2", "Bo"], ["3", "Cy"]),
    { requiredColumns: ["id", "name"] },
  ),
  pair(
    "different",
    "a required column is missing",
    people,
    table("id:BIGINT city:STRING", ["1", "Oslo"], ["2", "Rome"], ["3", "Oslo"]),
    { requiredColumns: ["id", "name"] },
  ),
  pair(
    "different",
    "a required column that the expected result does not have",
    people,
    table("city:STRING", ["Oslo"], ["Rome"], ["Oslo"]),
    { requiredColumns: ["nmae"] },
  ),
  pair(
    "same",
    "an optional column replaced by another",
    people,
    table("id:BIGINT name:STRING age:INT", ["1", "Ann", "31"], ["2", "Bo", "32"], ["3", "Cy", "33"]),
    { requiredColumns: ["id", "name"] },
  ),
  // Order and limits
  pair("same", "order as asked", ranked, table("product:STRING sold:INT", ...ranked.rows), byRank),
  pair(
    "same",
    "only ties moved",
    ranked,
    table("product:STRING sold:INT", ["lamp", "9"], ["chair", "7"], ["desk", "7"], ["sofa", "3"]),
    byRank,
  ),
  pair(
    "look",
    "not the order asked for",
    ranked,
    table("product:STRING sold:INT", ...[...ranked.rows].reverse()),
    byRank,
  ),
  pair(
    "look",
    "another order, and nothing known of ties",
    ranked,
    table("product:STRING sold:INT", ["lamp", "9"], ["chair", "7"], ["desk", "7"], ["sofa", "3"]),
    { ordered: true },
  ),
  pair(
    "look",
    "another of those tied at the limit",
    table("product:STRING sold:INT", ["lamp", "9"], ["desk", "7"]),
    table("product:STRING sold:INT", ["lamp", "9"], ["chair", "7"]),
    { orderKeys: ["sold"], limit: 2 },
  ),
  pair(
    "different",
    "one that is not tied at the limit",
    table("product:STRING sold:INT", ["lamp", "9"], ["desk", "7"]),
    table("product:STRING sold:INT", ["lamp", "9"], ["sofa", "3"]),
    { orderKeys: ["sold"], limit: 2 },
  ),
  pair(
    "different",
    "one of those tied at the limit is missing, another replaced",
    table("product:STRING sold:INT", ["lamp", "9"], ["desk", "7"], ["chair", "7"]),
    table("product:STRING sold:INT", ["lamp", "9"], ["stool", "7"]),
    { orderKeys: ["sold"], limit: 3 },
  ),
  pair(
    "different",
    "other rows without a limit",
    table("product:STRING sold:INT", ["lamp", "9"], ["desk", "7"]),
    table("product:STRING sold:INT", ["lamp", "9"], ["chair", "7"]),
    { orderKeys: ["sold"] },
  ),
  // Empty and cut results
  pair("look", "both empty", table(SALES), table(SALES)),
  pair("different", "empty answer", sales, table(SALES)),
  pair("different", "answer where none was expected", table(SALES), sales),
  pair("different", "no table at all", sales, { columns: [], rows: [] }),
  pair(
    "look",
    "both cut, what is visible agrees",
    { ...sales, truncated: true },
    { ...sales, truncated: true },
  ),
  pair("look", "the answer is cut, its rows are expected", sales, {
    ...table(SALES, ...sales.rows.slice(0, 2)),
    truncated: true,
  }),
  pair("different", "the answer is cut and shows a wrong row", sales, {
    ...table(SALES, ["EMEA", "120.50"], ["LATAM", "1.00"]),
    truncated: true,
  }),
  pair("look", "the answer is cut, its columns have other names and places", people, {
    ...table("town:STRING who:STRING nr:BIGINT", ["Rome", "Bo", "2"]),
    truncated: true,
  }),
  pair(
    "look",
    "the expectation is cut, the columns of the answer have other names",
    { ...table("n:INT", ["7"], ["9"]), truncated: true },
    table("x:INT y:STRING", ...Array.from({ length: 90 }, (_, n) => [String(n), `y${n}`])),
  ),
  pair("different", "the answer is cut, and no pairing of its columns fits", people, {
    ...table("who:STRING nr:BIGINT", ["Bo", "1"]),
    truncated: true,
  }),
  pair(
    "different",
    "the answer has fewer rows than the cut expectation",
    { ...sales, truncated: true },
    table(SALES, ...sales.rows.slice(0, 2)),
  ),
];
