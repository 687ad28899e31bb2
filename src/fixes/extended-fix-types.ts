import { addExpression } from "./extended/add-expression.js";
import { addFilter } from "./extended/add-filter.js";
import { addJoin } from "./extended/add-join.js";
import { addMeasure } from "./extended/add-measure.js";
import { deleteExpression } from "./extended/delete-expression.js";
import { deleteFilter } from "./extended/delete-filter.js";
import { deleteJoin } from "./extended/delete-join.js";
import { deleteMeasure } from "./extended/delete-measure.js";
import { fixJoin } from "./extended/fix-join.js";
import { setEntityMatching } from "./extended/set-entity-matching.js";
import { setFormatAssistance } from "./extended/set-format-assistance.js";
import { updateSampleQuestions } from "./extended/update-sample-questions.js";
import type { FixType } from "./fix-type.js";

/**
 * Further kinds of fixes, for those who want them:
 * `new FixTypeRegistry([...defaultFixTypes, ...extendedFixTypes])`.
 */
export const extendedFixTypes: readonly FixType[] = Object.freeze([
  addJoin,
  fixJoin,
  deleteJoin,
  addFilter,
  deleteFilter,
  addExpression,
  deleteExpression,
  addMeasure,
  deleteMeasure,
  setFormatAssistance,
  setEntityMatching,
  updateSampleQuestions,
]);
