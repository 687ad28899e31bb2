import * as z from "zod";
import type { ColumnConfig } from "../../space/serialized-space.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { columnPath, setColumnMember } from "../edit-document.js";
import type { FixTouches } from "../fix-type.js";
import { restoreColumn } from "../restore-column.js";

/** Parameters of the fixes that switch one of a column's matching flags. */
export const FlagParamsSchema = z.strictObject({
  table: z.string().min(1),
  column: z.string().min(1),
  isEnabled: z.boolean(),
});
export type FlagParams = z.infer<typeof FlagParamsSchema>;
export type MatchingFlag = "enable_format_assistance" | "enable_entity_matching";

const flags = ["enable_format_assistance", "enable_entity_matching"] as const;

/** Whether a flag of a column is on. */
export function isOn(document: SpaceDocument, { table, column }: FlagParams, flag: MatchingFlag): boolean {
  return document.column(table, column)?.[flag] === true;
}

/** A document with flags of one column switched; one that is off is left out, as the service does. */
export function switched(
  document: SpaceDocument,
  { table, column }: FlagParams,
  wanted: Partial<Pick<ColumnConfig, MatchingFlag>>,
): SpaceDocument {
  return flags.reduce((edited, flag) => {
    const isEnabled = wanted[flag];
    if (isEnabled === undefined || isOn(edited, { table, column, isEnabled }, flag) === isEnabled)
      return edited;
    return setColumnMember(edited, table, column, flag, isEnabled || undefined);
  }, document);
}

/** The flags of one column as they were. */
export function restoredFlags(
  { table, column }: FlagParams,
  after: SpaceDocument,
  before: SpaceDocument,
): SpaceDocument {
  return flags.reduce((edited, flag) => restoreColumn(edited, before, table, column, flag), after);
}

/** Both flags, as each depends on the other. */
export function touchedFlags({ table, column }: FlagParams, document: SpaceDocument): FixTouches {
  return {
    objects: [`${table}.${column}`],
    paths: flags.map((flag) => columnPath(document, table, column, flag)),
  };
}
