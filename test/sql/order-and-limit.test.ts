import { describe, expect, it } from "vitest";
import { topLevelOrderAndLimit } from "../../src/sql/normalize-sql.js";

describe("topLevelOrderAndLimit", () => {
  it.each([
    ["SELECT a FROM t", { orderBy: [] }],
    [
      "SELECT a FROM t ORDER BY a DESC NULLS LAST, 2 LIMIT 10;",
      { orderBy: ["a DESC NULLS LAST", "2"], limit: 10 },
    ],
    ["SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 3)", { orderBy: [] }],
    ["SELECT rank() OVER (ORDER BY a) FROM t LIMIT 5", { orderBy: [], limit: 5 }],
    ["WITH x AS (SELECT a FROM t ORDER BY a LIMIT 3) SELECT a FROM x ORDER BY b", { orderBy: ["b"] }],
    [
      "SELECT a FROM t ORDER BY sum(b, c) OVER (PARTITION BY d ORDER BY e) DESC",
      { orderBy: ["sum(b, c) OVER (PARTITION BY d ORDER BY e) DESC"] },
    ],
    ["(SELECT a FROM t ORDER BY a LIMIT 3)", { orderBy: ["a"], limit: 3 }],
    ["(SELECT a FROM t ORDER BY a LIMIT 3) UNION ALL (SELECT b FROM u)", { orderBy: [] }],
    ["SELECT a FROM t UNION SELECT b FROM u ORDER BY 1", { orderBy: ["1"] }],
    ["SELECT a FROM t ORDER BY ALL LIMIT ALL", { orderBy: ["ALL"] }],
    ["SELECT a FROM t ORDER BY a OFFSET 5 ROWS FETCH NEXT 7 ROWS ONLY", { orderBy: ["a"], limit: 7 }],
    ["SELECT a FROM t ORDER BY a LIMIT :n", { orderBy: ["a"] }],
    ["SELECT a FROM t ORDER BY a LIMIT 5 OFFSET 10", { orderBy: ["a"], limit: 5 }],
    ["SELECT a FROM t WHERE b = 'order by x limit 3' -- ORDER BY c", { orderBy: [] }],
    ["SELECT t.order, t.limit FROM t", { orderBy: [] }],
    ["SELECT a FROM t DISTRIBUTE BY a SORT BY b", { orderBy: [] }],
    ["SELECT arr[0] FROM t ORDER BY t.`my col`.x[0] desc", { orderBy: ["t.`my col`.x[0] desc"] }],
    ["FROM t |> ORDER BY a DESC |> LIMIT 5", { orderBy: ["a DESC"], limit: 5 }],
    ["FROM t |> ORDER BY a |> LIMIT 5 |> AGGREGATE count(*) GROUP BY b", { orderBy: [] }],
    ["SELECT 'open", { orderBy: [] }],
  ])("%j", (sql, found) => {
    expect(topLevelOrderAndLimit(sql)).toEqual(found);
  });
});
