import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { SqlEngine } from "../../../src/testing/workspace/ports.js";
import { rowsOf, shopEngine } from "./shop.js";

/** Answers that were worked out by hand (`checked`) or are confirmed by another query (`sameAs`). */
const AnswersSchema = z.array(
  z.strictObject({
    name: z.string(),
    sql: z.string(),
    rows: z.array(z.array(z.string().nullable())),
    checked: z.string().optional(),
    sameAs: z.string().optional(),
  }),
);

const answers = AnswersSchema.parse(
  JSON.parse(readFileSync(new URL("./golden/answers.json", import.meta.url), "utf8")),
);

let engine: SqlEngine;
beforeAll(async () => {
  engine = await shopEngine();
});
afterAll(() => engine.close());

describe("known answers", () => {
  it.each(answers)("$name", async ({ sql, rows, sameAs }) => {
    expect(await rowsOf(engine, sql)).toEqual(rows);
    if (sameAs !== undefined) expect(await rowsOf(engine, sameAs)).toEqual(rows);
  });

  it("are each confirmed in some way", () => {
    expect(answers.filter(({ checked, sameAs }) => checked === undefined && sameAs === undefined)).toEqual(
      [],
    );
  });
});
