import { z } from "zod";
import type { CatalogTable } from "./catalog.js";

const ColumnsSchema = z.array(z.string()).nullish();

/** Constraints of a table as Unity Catalog tells them; it has kinds besides these. */
export const TableConstraintsSchema = z
  .array(
    z.looseObject({
      primary_key_constraint: z.looseObject({ child_columns: ColumnsSchema }).nullish(),
      foreign_key_constraint: z
        .looseObject({
          child_columns: ColumnsSchema,
          parent_table: z.string().nullish(),
          parent_columns: ColumnsSchema,
        })
        .nullish(),
    }),
  )
  .nullish();

/** The keys that a table declares; nothing where it declares none. */
export function keysOf(
  constraints: z.infer<typeof TableConstraintsSchema>,
): Pick<CatalogTable, "primaryKey" | "foreignKeys"> {
  const all = constraints ?? [];
  const [primaryKey] = all.flatMap(({ primary_key_constraint: key }) =>
    key?.child_columns ? [key.child_columns] : [],
  );
  const foreignKeys = all.flatMap(({ foreign_key_constraint: key }) =>
    key?.parent_table && key.child_columns && key.parent_columns
      ? [{ columns: key.child_columns, table: key.parent_table, tableColumns: key.parent_columns }]
      : [],
  );
  return { ...(primaryKey ? { primaryKey } : {}), ...(foreignKeys.length > 0 ? { foreignKeys } : {}) };
}
