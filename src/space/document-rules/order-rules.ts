import { compareBytes, compareKeys } from "../byte-order.js";
import { keyOf } from "../canonical-form.js";
import { idLists, placedSources } from "../document-objects.js";
import type { DocumentRule, Place, RuleCheck, RuleContext } from "./rule.js";

const mend = "Sort the list byte by byte, uppercase before lowercase.";

const unsorted: DocumentRule = { id: "unsorted", severity: "error", kind: "format", isFixable: true, mend };

const sampleQuestionOrder: DocumentRule = {
  id: "sample-question-order",
  severity: "warning",
  kind: "format",
  isFixable: true,
  mend: "Sort the list by id; the service does it when it stores the document.",
};

const benchmarkOrder: DocumentRule = {
  id: "benchmark-order",
  severity: "info",
  kind: "practice",
  isFixable: true,
  mend: "Nothing: the service takes both orders.",
};

const parameterOrder: DocumentRule = {
  id: "parameter-order",
  severity: "info",
  kind: "practice",
  isFixable: false,
  mend: "Nothing: the service keeps the author's order, though some tools want parameters sorted by name.",
};

export const orderRules: readonly DocumentRule[] = [
  unsorted,
  sampleQuestionOrder,
  benchmarkOrder,
  parameterOrder,
];

/** The order of lists that the service wants sorted. */
export const checkOrder: RuleCheck = (context) => {
  const { data } = context;
  const { tables, metric_views } = data.data_sources ?? {};
  checkList(context, tables, ["identifier"], ["data_sources", "tables"]);
  checkList(context, metric_views, ["identifier"], ["data_sources", "metric_views"]);
  for (const { value, place } of placedSources(data)) {
    checkList(context, value.column_configs, ["column_name"], [...place, "column_configs"]);
  }
  for (const { items, place } of idLists(data)) {
    const list = place.at(-1);
    const keys = list === "sql_functions" ? ["id", "identifier"] : ["id"];
    const rule =
      list === "sample_questions"
        ? sampleQuestionOrder
        : place[0] === "benchmarks"
          ? benchmarkOrder
          : unsorted;
    checkList(context, items, keys, place, rule);
  }
  data.instructions?.example_question_sqls?.forEach(({ parameters }, index) => {
    const place = ["instructions", "example_question_sqls", index, "parameters"];
    checkList(context, parameters, ["name"], place, parameterOrder);
  });
};

function checkList(
  { report }: RuleContext,
  items: readonly object[] | undefined,
  keys: readonly string[],
  place: Place,
  rule = unsorted,
): void {
  if (!items || items.length < 2) return;
  const rows = items.map((item) => keys.map((key) => keyOf(item, key)));
  const index = rows.findIndex((row, at) => compareKeys(rows[at - 1] ?? row, row) > 0);
  if (index === -1) return;
  const name = place.join(".").replace(/\.(\d+)(?=\.|$)/g, "[$1]");
  const [first = ""] = rows[index] ?? [];
  const isDescending = rows.every((row, at) => compareKeys(rows[at - 1] ?? row, row) >= 0);
  const order =
    isDescending && compareBytes(rows[0]?.[0] ?? "", first) > 0 ? "is in descending order" : "is not sorted";
  report(rule, place, `${name} ${order} by ${keys.join(" and ")}: "${first}" comes too late`);
}
