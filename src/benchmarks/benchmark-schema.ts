import { z } from "zod";

const CellSchema = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()]);

const ResultTableSchema = z.strictObject({
  columns: z.array(z.strictObject({ name: z.string(), type: z.string().optional() })).min(1),
  rows: z.array(z.array(CellSchema)),
  truncated: z.boolean().optional(),
});

/** One benchmark, with nothing unknown in it. */
export const BenchmarkSchema = z
  .strictObject({
    id: z.string().min(1).max(200),
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
