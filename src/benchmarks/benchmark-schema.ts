import * as z from "zod";

// A longer integer has lost digits already, and would never equal the number that was meant.
const NumberSchema = z
  .number()
  .refine((number) => Number.isSafeInteger(number) || !/^-?\d+$/.test(String(number)), {
    message: "has more digits than a JSON number keeps; write it as text",
  });
const CellSchema = z.union([z.string(), NumberSchema, z.bigint(), z.boolean(), z.null()]);

const ResultTableSchema = z
  .strictObject({
    columns: z.array(z.strictObject({ name: z.string(), type: z.string().optional() })).min(1),
    rows: z.array(z.array(CellSchema)),
    truncated: z.boolean().optional(),
  })
  .superRefine(({ columns, rows }, context) => {
    for (const [index, row] of rows.entries()) {
      if (row.length === columns.length) continue;
      const message = `has ${row.length} cells where there are ${columns.length} columns`;
      context.addIssue({ code: "custom", path: ["rows", index], message });
    }
  });

/** One benchmark, with nothing unknown in it. */
export const BenchmarkSchema = z
  .strictObject({
    id: z.string().trim().min(1).max(200),
    question: z.string().trim().min(1),
    expectedSql: z.string().trim().min(1).optional(),
    expectedResult: ResultTableSchema.optional(),
    category: z.string().optional(),
    difficulty: z.string().optional(),
    tags: z.array(z.string()).optional(),
    isProtected: z.boolean().optional(),
  })
  .refine(({ expectedSql, expectedResult }) => expectedSql !== undefined || expectedResult !== undefined, {
    path: ["expectedSql"],
    message: "is needed, or expectedResult",
  });
