import { placedItems, placedSources } from "../document-objects.js";
import { isThreePartName } from "../three-part-name.js";
import type { DocumentRule, RuleCheck } from "./rule.js";

const identifierParts: DocumentRule = {
  id: "identifier-parts",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Give the full name: catalog.schema.name.",
};

const sourceDuplicate: DocumentRule = {
  id: "source-duplicate",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "List the table or metric view once, with what both entries say.",
};

export const nameCaseTwin: DocumentRule = {
  id: "name-case-twin",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Keep one spelling: Unity Catalog names do not distinguish case.",
};

const noSources: DocumentRule = {
  id: "no-sources",
  severity: "info",
  kind: "practice",
  isFixable: false,
  mend: "Add the tables that the space is about; without any it cannot answer.",
};

export const sourceRules: readonly DocumentRule[] = [
  identifierParts,
  sourceDuplicate,
  nameCaseTwin,
  noSources,
];

/** Tables, metric views and functions: full names, each once. */
export const checkSources: RuleCheck = ({ data, isTemplate, report }) => {
  const sources = placedSources(data);
  if (sources.length === 0) report(noSources, ["data_sources"], "the space has no tables");
  const seen = new Set<string>();
  const spellings = new Map<string, string>();
  const functions = placedItems(data.instructions?.sql_functions, "instructions", "sql_functions");
  for (const { value, place } of [...sources, ...functions]) {
    const { identifier } = value;
    if (isTemplate && hasPlaceholder(identifier)) continue;
    if (!isThreePartName(identifier)) {
      report(
        identifierParts,
        [...place, "identifier"],
        `"${identifier}" is not of the form catalog.schema.name`,
      );
    }
  }
  for (const { value, place } of sources) {
    const { identifier } = value;
    const at = [...place, "identifier"];
    const twin = spellings.get(identifier.toLowerCase());
    if (seen.has(identifier)) report(sourceDuplicate, at, `${identifier} is listed twice`);
    else if (twin !== undefined) report(nameCaseTwin, at, `${identifier} differs from ${twin} in case only`);
    seen.add(identifier);
    spellings.set(identifier.toLowerCase(), identifier);
  }
};

function hasPlaceholder(identifier: string): boolean {
  return /\{[^{}]*\}/.test(identifier);
}
