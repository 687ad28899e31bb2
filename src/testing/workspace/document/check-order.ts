import { compareKeys } from "../../../space/byte-order.js";
import { invalid } from "../service-error.js";
import { type JsonObject, objectOf, objectsOf } from "./json-object.js";

/**
 * Checks that the lists of a document are sorted. Sample questions may come in any order, as the service sorts them
 * itself, and so may benchmark questions, whose order differs between its own exports.
 * @throws ServiceError 400
 */
export function checkOrder(document: JsonObject): void {
  const sources = objectOf(document.data_sources);
  for (const name of ["table", "metric_view"]) {
    const list = objectsOf(sources[`${name}s`]);
    requireSorted(list, ["identifier"], `data_sources.${name}s`);
    for (const source of list) {
      const path = `data_sources.${name}(${String(source.identifier)}).column_configs`;
      requireSorted(objectsOf(source.column_configs), ["column_name"], path);
    }
  }
  const instructions = objectOf(document.instructions);
  for (const name of ["text_instructions", "example_question_sqls", "join_specs"])
    requireSorted(objectsOf(instructions[name]), ["id"], `instructions.${name}`);
  requireSorted(objectsOf(instructions.sql_functions), ["id", "identifier"], "instructions.sql_functions");
  const snippets = objectOf(instructions.sql_snippets);
  for (const name of ["filters", "expressions", "measures"])
    requireSorted(objectsOf(snippets[name]), ["id"], `instructions.sql_snippets.${name}`);
}

function requireSorted(list: readonly JsonObject[], keys: readonly string[], path: string): void {
  const keysOf = (item: JsonObject) => keys.map((key) => String(item[key] ?? ""));
  const isSorted = list.every(
    (item, index) => index === 0 || compareKeys(keysOf(list[index - 1] ?? item), keysOf(item)) <= 0,
  );
  if (!isSorted) throw invalid(`Invalid export proto: ${path} must be sorted by ${keys.join(", ")}`);
}
