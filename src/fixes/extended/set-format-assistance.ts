import { defineFixType } from "../define-fix-type.js";
import { checkColumn, checkShownColumn, columnLabel } from "../fix-checks.js";
import { FlagParamsSchema, isOn, restoredFlags, switched, touchedFlags } from "./matching-flags.js";

/** Shows Genie sample values of a column, or stops it. Entity matching needs it, so it goes off as well. */
export const setFormatAssistance = defineFixType({
  type: "set_format_assistance",
  category: "metadata",
  risk: "low",
  schema: FlagParamsSchema,
  promptGuide: `Shows Genie sample values of one column, so that it writes filters in the right form (\`isEnabled\` true), or stops that. Switching it off switches entity matching off as well, which needs it.
Use it for codes, names and formatted texts that questions filter by. Not for ids, free text and personal data.
Example: \`{"type":"set_format_assistance","table":"shop.core.cust","column":"region","isEnabled":true}\``,
  validate: ({ table, column, isEnabled }, document, catalog) =>
    isEnabled
      ? checkShownColumn(document, catalog, table, column)
      : checkColumn(document, catalog, table, column),
  apply: (params, document) =>
    isOn(document, params, "enable_format_assistance") === params.isEnabled
      ? { status: "no-change", reason: `it is ${params.isEnabled ? "on" : "off"} already` }
      : {
          status: "applied",
          document: switched(document, params, {
            enable_format_assistance: params.isEnabled,
            ...(params.isEnabled ? {} : { enable_entity_matching: false }),
          }),
        },
  invert: restoredFlags,
  key: ({ table, column, isEnabled }) => `${table}.${column}:${isEnabled}`,
  touches: touchedFlags,
  describe: ({ table, column, isEnabled }) =>
    `Switching format assistance ${isEnabled ? "on" : "off"} for ${columnLabel(table, column)}`,
});
