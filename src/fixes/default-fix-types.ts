import type { FixType } from "./fix-type.js";
import { addColumnDescription } from "./types/add-column-description.js";
import { addExampleQuery } from "./types/add-example-query.js";
import { addSynonym } from "./types/add-synonym.js";
import { addTableDescription } from "./types/add-table-description.js";
import { createMetricView } from "./types/create-metric-view.js";
import { deleteExampleQuery } from "./types/delete-example-query.js";
import { deleteMetricView } from "./types/delete-metric-view.js";
import { deleteSynonym } from "./types/delete-synonym.js";
import { updateTextInstruction } from "./types/update-text-instruction.js";

/** The nine kinds of fixes that are on unless a caller chooses others. */
export const defaultFixTypes: readonly FixType[] = Object.freeze([
  createMetricView,
  deleteMetricView,
  addTableDescription,
  addColumnDescription,
  addSynonym,
  deleteSynonym,
  addExampleQuery,
  deleteExampleQuery,
  updateTextInstruction,
]);
