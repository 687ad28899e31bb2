import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { SqlEngineError } from "../../../src/testing/sql/sql-engine-error.js";
import type { SqlEngine } from "../../../src/testing/workspace/ports.js";
import { cellOf, shopEngine } from "./shop.js";

/** Values from the documentation of Spark's functions, or that follow from its wording, and classes of errors. */
const ExpressionsSchema = z.strictObject({
  values: z.array(z.tuple([z.string(), z.string().nullable()])),
  errors: z.array(z.tuple([z.string(), z.string()])),
});

const { values, errors } = ExpressionsSchema.parse(
  JSON.parse(readFileSync(new URL("./golden/expressions.json", import.meta.url), "utf8")),
);

let engine: SqlEngine;
beforeAll(async () => {
  engine = await shopEngine();
});
afterAll(() => engine.close());

describe("expressions", () => {
  it.each(values)("%s is %s", async (expression, value) => {
    expect(await cellOf(engine, expression)).toBe(value);
  });

  it.each(errors)("%s raises %s", async (expression, errorClass) => {
    const error: unknown = await cellOf(engine, expression).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SqlEngineError);
    expect(error).toMatchObject({ isUnsupported: false });
    expect(String(error)).toContain(`[${errorClass}`);
  });
});
