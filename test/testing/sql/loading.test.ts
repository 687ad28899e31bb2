import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigurationError } from "../../../src/errors/configuration-error.js";
import { createSqlEngine } from "../../../src/testing/sql/sql-engine.js";
import { rowsOf } from "./shop.js";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "genie-enhancer-"));
  writeFileSync(join(folder, "sales.csv"), "id,day,amount,city\n1,2024-01-05,10.5,Bern\n2,2024-02-01,,Ulm\n");
  writeFileSync(
    join(folder, "people.json"),
    JSON.stringify([{ id: 1, tags: ["a", "b"], home: { city: "Bern", zip: 3000 } }]),
  );
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT 7 AS id, CAST(1.5 AS DECIMAL(8,2)) AS price, TIMESTAMP '2024-01-01 10:00:00' AS at) TO '${join(folder, "prices.parquet")}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("loading", () => {
  it("reads CSV, JSON and Parquet with their types, and SQL", async () => {
    const engine = await createSqlEngine({
      tables: {
        "main.files.sales": {
          path: join(folder, "sales.csv"),
          comment: "Sales",
          columnComments: { amount: "In euro" },
        },
        "main.files.people": { path: join(folder, "people.json") },
        "main.files.prices": { path: join(folder, "prices.parquet") },
      },
      setup: [
        "CREATE TABLE main.files.extra (a INT, b STRING)",
        "INSERT INTO main.files.extra VALUES (1, 'x'), (2, NULL)",
      ],
    });
    const types = (await engine.describeTables()).map(({ name, columns }) => [
      name,
      columns.map((column) => `${column.name} ${column.type}`).join(", "),
    ]);
    expect(types).toEqual([
      ["main.files.sales", "id bigint, day date, amount double, city string"],
      ["main.files.people", "id bigint, tags array<string>, home struct<city:string,zip:bigint>"],
      ["main.files.prices", "id int, price decimal(8,2), at timestamp"],
      ["main.files.extra", "a int, b string"],
    ]);
    expect((await engine.describeTables())[0]?.columns[2]?.comment).toBe("In euro");
    expect(await rowsOf(engine, "SELECT tags[0], home.zip FROM main.files.people")).toEqual([["a", "3000"]]);
    expect(await rowsOf(engine, "SELECT count(*), count(b) FROM main.files.extra")).toEqual([["2", "1"]]);
    expect(await rowsOf(engine, "SELECT sum(amount), max(day) FROM main.files.sales")).toEqual([
      ["10.5", "2024-02-01"],
    ]);
    await engine.close();
  });

  it("takes catalogs by any name, and rows from an iterable", async () => {
    function* rows() {
      for (let id = 1; id <= 3; id += 1) yield [id, id % 2 === 0];
    }
    const columns = [
      { name: "id", type: "INT" },
      { name: "even", type: "BOOLEAN" },
    ];
    const engine = await createSqlEngine({
      tables: {
        "main.default.t": { columns, rows: rows() },
        "system.Main.T": { columns, rows: [[9, null]] },
        "`my-catalog`.`a b`.`c.d`": { columns, rows: [[5, false]] },
      },
    });
    expect(await rowsOf(engine, "SELECT count_if(even) FROM t")).toEqual([["1"]]);
    expect(await rowsOf(engine, "SELECT id FROM SYSTEM.main.t")).toEqual([["9"]]);
    expect(await rowsOf(engine, "SELECT id FROM `my-catalog`.`a b`.`c.d`")).toEqual([["5"]]);
    await engine.close();
  });

  it("keeps every row, in order, and every character", async () => {
    const texts = ["", '"', "\\", "\\ud800", "a\u0000b", "\u2028", "🦆", "null", "it's $1", null];
    function* many() {
      for (let id = 0; id < 45_000; id += 1) yield [id];
    }
    const engine = await createSqlEngine({
      tables: {
        "main.default.texts": { columns: [{ name: "x", type: "STRING" }], rows: texts.map((x) => [x]) },
        "main.default.halves": { columns: [{ name: "x", type: "STRING" }], rows: [["a\ud83e"], ["\\ud83e"]] },
        "main.default.many": { columns: [{ name: "id", type: "INT" }], rows: many() },
        "main.default.none": { columns: [{ name: "id", type: "INT" }], rows: [] },
      },
    });
    expect((await rowsOf(engine, "SELECT x FROM texts")).flat()).toEqual(texts);
    expect((await rowsOf(engine, "SELECT x FROM halves")).flat()).toEqual(["a\ufffd", "\\ud83e"]);
    expect((await rowsOf(engine, "SELECT id FROM many")).flat()).toEqual([...many()].flat().map(String));
    expect(await rowsOf(engine, "SELECT id FROM none")).toEqual([]);
    await engine.close();
  });

  it.each([
    ["a name of two parts", { "a.b": { columns: [], rows: [] } }, "three parts"],
    ["an unknown type", { "a.b.c": { columns: [{ name: "x", type: "NUMBERS" }], rows: [] } }, "NUMBERS"],
    [
      "a value of another type",
      { "a.b.c": { columns: [{ name: "x", type: "INT" }], rows: [["one"]] } },
      "one",
    ],
    ["a missing file", { "a.b.c": { path: "/nowhere/x.csv" } }, "/nowhere/x.csv"],
    ["a format nobody knows", { "a.b.c": { path: "x.xls" } }, "format"],
  ])("says what is wrong with %s", async (_, tables, words) => {
    const failure = createSqlEngine({ tables });
    await expect(failure).rejects.toBeInstanceOf(ConfigurationError);
    await expect(failure).rejects.toThrow(words);
  });
});

describe("the sandbox", () => {
  it("stays shut for SQL that reaches the database", async () => {
    const engine = await createSqlEngine({ tables: {} });
    for (const sql of [
      "SELECT * FROM '/etc/passwd'",
      "SELECT * FROM `/etc/passwd`",
      "SELECT * FROM csv.`/etc/passwd`",
      "SELECT read_text('/etc/passwd')",
      "SELECT getenv('HOME')",
      "SELECT current_setting('home_directory')",
      "SELECT * FROM duckdb_settings()",
    ]) {
      await expect(engine.run(sql), sql).rejects.toThrow();
    }
    await engine.close();
  });

  it.each([
    [{ rows: [{ a: 1 }] }, "rows need columns"],
    [{ columns: [{ name: "a", type: "INT" }], rows: [{ a: 1 }] }, "row 1 must be a list of 1 cells"],
    [{ columns: [{ name: "a", type: "INT" }], rows: [[1], [2, 3]] }, "row 2 must be a list of 1 cells"],
    [{ columns: [{ name: "a", type: "INT" }], rows: [["x"]] }, "Could not convert string 'x'"],
    [{ columns: [{ name: "a", type: "NOPE" }], rows: [] }, '"NOPE" is not a data type'],
    [{ path: "/nowhere/a.csv" }, "No files found"],
  ])("names the table and the reason: %j", async (table, reason) => {
    const error: unknown = await createSqlEngine(
      JSON.parse(JSON.stringify({ tables: { "main.files.t": table } })),
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain("main.files.t: ");
    expect(String(error)).toContain(reason);
  });
});
