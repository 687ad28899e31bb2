import * as z from "zod";
import type { CatalogTable } from "./catalog.js";

const columns = z.array(z.string());

/** Constraints of a table as Unity Catalog lists them; other kinds than keys are left alone. */
export const TableConstraintsSchema = z.array(
  z.looseObject({
    primary_key_constraint: z.looseObject({ child_columns: columns }).nullish(),
    foreign_key_constraint: z
      .looseObject({ child_columns: columns, parent_table: z.string(), parent_columns: columns })
      .nullish(),
  }),
);

/** The keys that a table declares; members are left out where it declares none. */
export function keysOf(
  constraints: z.infer<typeof TableConstraintsSchema>,
): Pick<CatalogTable, "primaryKey" | "foreignKeys"> {
  const primaryKey = constraints.find((one) => one.primary_key_constraint)?.primary_key_constraint;
  const foreignKeys = constraints.flatMap(({ foreign_key_constraint: key }) =>
    key ? [{ columns: key.child_columns, table: key.parent_table, tableColumns: key.parent_columns }] : [],
  );
  return {
    ...(primaryKey ? { primaryKey: primaryKey.child_columns } : {}),
    ...(foreignKeys.length > 0 ? { foreignKeys } : {}),
  };
}
