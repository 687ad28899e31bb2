import { defaultDocumentLimits } from "../../space/document-limits.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { defineFixType } from "../define-fix-type.js";
import { checkColumn, checkShownColumn, columnLabel } from "../fix-checks.js";
import { FlagParamsSchema, isOn, restoredFlags, switched, touchedFlags } from "./matching-flags.js";

/** Lets Genie match the words of a question with the values of a column. Needs format assistance, so that goes on too. */
export const setEntityMatching = defineFixType({
  type: "set_entity_matching",
  category: "metadata",
  risk: "low",
  schema: FlagParamsSchema,
  promptGuide: `Lets Genie match words of the question with the distinct values of one text column (\`isEnabled\` true), or stops that. Switching it on switches format assistance on as well, which it needs.
Use it for columns with some hundred values at the most that questions name in other words: regions, products, statuses. Not for ids, free text and personal data.
Example: \`{"type":"set_entity_matching","table":"shop.core.cust","column":"region","isEnabled":true}\``,
  validate: (params, document, catalog) => {
    const { table, column, isEnabled } = params;
    if (!isEnabled) return checkColumn(document, catalog, table, column);
    const problems = checkShownColumn(document, catalog, table, column);
    if (problems.length > 0) return problems;
    const name = columnLabel(table, column);
    const most = defaultDocumentLimits.entityMatchingColumns;
    if (matchedColumns(document) >= most && !isOn(document, params, "enable_entity_matching"))
      return [{ path: "", message: `${most} columns are matched, as many as the service allows` }];
    const { columns = [] } = catalog.tables.find((known) => known.name === table) ?? {};
    const type = columns.find((known) => known.name === column)?.type;
    return type !== undefined && !/^(string|varchar|char)\b/i.test(type)
      ? [{ path: "params.column", message: `${name} is a ${type}; only texts can be matched` }]
      : [];
  },
  apply: (params, document) =>
    isOn(document, params, "enable_entity_matching") === params.isEnabled
      ? { status: "no-change", reason: `it is ${params.isEnabled ? "on" : "off"} already` }
      : {
          status: "applied",
          document: switched(document, params, {
            enable_entity_matching: params.isEnabled,
            ...(params.isEnabled ? { enable_format_assistance: true } : {}),
          }),
        },
  invert: restoredFlags,
  key: ({ table, column, isEnabled }) => `${table}.${column}:${isEnabled}`,
  touches: touchedFlags,
  describe: ({ table, column, isEnabled }) =>
    `Switching entity matching ${isEnabled ? "on" : "off"} for ${columnLabel(table, column)}`,
});

function matchedColumns({ sources }: SpaceDocument): number {
  const columns = sources.flatMap(({ column_configs = [] }) => column_configs);
  return columns.filter((column) => column.enable_entity_matching === true).length;
}
