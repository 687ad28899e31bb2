import { placedColumns, placedSources } from "../document-objects.js";
import type { ColumnConfig } from "../serialized-space.js";
import type { DocumentRule, Place, RuleCheck, RuleContext } from "./rule.js";
import { nameCaseTwin } from "./source-rules.js";

const columnNameMissing: DocumentRule = {
  id: "column-name-missing",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Name the column, or remove the entry.",
};

const columnDuplicate: DocumentRule = {
  id: "column-duplicate",
  severity: "error",
  kind: "format",
  isFixable: true,
  mend: "Keep one entry for the column, with what all of them say.",
};

const entityMatchingAlone: DocumentRule = {
  id: "entity-matching-alone",
  severity: "warning",
  kind: "practice",
  isFixable: true,
  mend: "Turn on enable_format_assistance too: entity matching works only with it.",
};

const matchingExcluded: DocumentRule = {
  id: "matching-excluded",
  severity: "warning",
  kind: "practice",
  isFixable: true,
  mend: "Turn the matching flags off: the column is excluded.",
};

const synonymDuplicate: DocumentRule = {
  id: "synonym-duplicate",
  severity: "warning",
  kind: "practice",
  isFixable: true,
  mend: "Name each synonym once.",
};

const synonymEmpty: DocumentRule = {
  id: "synonym-empty",
  severity: "warning",
  kind: "practice",
  isFixable: true,
  mend: "Remove the empty synonym.",
};

const synonymCollision: DocumentRule = {
  id: "synonym-collision",
  severity: "info",
  kind: "practice",
  isFixable: false,
  mend: "Give the synonym to the one column that users mean by it.",
};

export const columnRules: readonly DocumentRule[] = [
  columnNameMissing,
  columnDuplicate,
  entityMatchingAlone,
  matchingExcluded,
  synonymDuplicate,
  synonymEmpty,
  synonymCollision,
];

/** Column entries: each column once per table, flags that work together, and synonyms. */
export const checkColumns: RuleCheck = (context) => {
  const { report } = context;
  for (const source of placedSources(context.data)) {
    const { identifier } = source.value;
    const seen = new Set<string>();
    const spellings = new Map<string, string>();
    const columnOfTerm = new Map<string, string>();
    for (const { value: column, place } of placedColumns(source)) {
      const { column_name: name } = column;
      if (name === "") report(columnNameMissing, place, `an entry of ${identifier} names no column`);
      else if (seen.has(name)) report(columnDuplicate, place, `${identifier}.${name} has two entries`);
      else reportTwin(context, identifier, name, spellings.get(name.toLowerCase()), place);
      seen.add(name);
      spellings.set(name.toLowerCase(), name);
      checkMatching(context, column, `${identifier}.${name}`, place);
      checkSynonyms(context, column, identifier, place, columnOfTerm);
    }
  }
};

function reportTwin(
  { report }: RuleContext,
  identifier: string,
  name: string,
  twin: string | undefined,
  place: Place,
): void {
  if (twin !== undefined)
    report(nameCaseTwin, place, `${identifier}.${name} differs from ${twin} in case only`);
}

function checkMatching({ report }: RuleContext, column: ColumnConfig, name: string, place: Place): void {
  const { exclude, enable_format_assistance: format, enable_entity_matching: entity } = column;
  if (exclude && (format || entity)) {
    report(matchingExcluded, place, `${name} is excluded and has matching on`);
  } else if (entity && !format) {
    const at = [...place, "enable_entity_matching"];
    report(entityMatchingAlone, at, `${name} has entity matching without format assistance`);
  }
}

function checkSynonyms(
  { report }: RuleContext,
  { column_name: name, synonyms = [] }: ColumnConfig,
  identifier: string,
  place: Place,
  columnOfTerm: Map<string, string>,
): void {
  const own = new Set<string>();
  for (const [index, synonym] of synonyms.entries()) {
    const at = [...place, "synonyms", index];
    if (synonym.trim() === "") report(synonymEmpty, at, `${identifier}.${name} has an empty synonym`);
    else if (own.has(synonym))
      report(synonymDuplicate, at, `${identifier}.${name} has the synonym '${synonym}' twice`);
    else {
      own.add(synonym);
      const term = synonym.trim().toLowerCase();
      const other = columnOfTerm.get(term);
      if (other !== undefined && other !== name) {
        report(
          synonymCollision,
          at,
          `'${synonym}' is a synonym of both ${identifier}.${other} and ${identifier}.${name}`,
        );
      }
      columnOfTerm.set(term, name);
    }
  }
}
