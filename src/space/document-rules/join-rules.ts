import { placedItems } from "../document-objects.js";
import { parseJoinSql, relationshipTypes } from "../join-sql.js";
import type { JoinSpec } from "../serialized-space.js";
import { withoutOpaque } from "../sql-parameters.js";
import { shortName } from "../three-part-name.js";
import type { DocumentRule, Place, RuleCheck, RuleContext } from "./rule.js";

const rule = (
  id: string,
  severity: DocumentRule["severity"],
  kind: DocumentRule["kind"],
  mend: string,
  isFixable = false,
): DocumentRule => ({ id, severity, kind, isFixable, mend });

const sideIncomplete = rule(
  "join-side-incomplete",
  "error",
  "format",
  "Give both sides an identifier and an alias.",
);
const markerMissing = rule(
  "join-marker-missing",
  "error",
  "format",
  "Add the element --rt=FROM_RELATIONSHIP_TYPE_MANY_TO_ONE-- (or the type that holds) behind the condition.",
);
const markerUnknown = rule(
  "join-marker-unknown",
  "error",
  "format",
  `Use one of ${relationshipTypes.join(", ")}.`,
);
const conditionMissing = rule("join-condition-missing", "error", "format", "Write the condition.");
const elements = rule(
  "join-sql-elements",
  "warning",
  "format",
  "Write condition and marker as two elements.",
  true,
);
const sourceUnknown = rule(
  "join-source-unknown",
  "warning",
  "practice",
  "Join tables that the space lists, or list the table.",
);
const aliasUnusual = rule(
  "join-alias-unusual",
  "warning",
  "practice",
  "Use the last part of the table's name; other aliases may be refused.",
);
const unquoted = rule(
  "join-unquoted",
  "warning",
  "practice",
  "Write the condition as `left`.`column` = `right`.`column`, names between backquotes.",
);
const conjunction = rule(
  "join-conjunction",
  "warning",
  "practice",
  "Write one join for each pair of columns; the documentation asks for it, though the service takes more.",
);
const foreignAlias = rule(
  "join-foreign-alias",
  "warning",
  "practice",
  "Use only the aliases of the two sides in the condition.",
);
const duplicate = rule("join-duplicate", "warning", "practice", "Keep one of the joins.");

export const joinRules: readonly DocumentRule[] = [
  sideIncomplete,
  markerMissing,
  markerUnknown,
  conditionMissing,
  elements,
  sourceUnknown,
  aliasUnusual,
  unquoted,
  conjunction,
  foreignAlias,
  duplicate,
];

/** Joins: both sides, condition, relationship marker, and the way in which the condition is written. */
export const checkJoins: RuleCheck = (context) => {
  const { data, report } = context;
  const { tables = [], metric_views = [] } = data.data_sources ?? {};
  const sources = new Set([...tables, ...metric_views].map(({ identifier }) => identifier));
  const seen = new Set<string>();
  for (const { value, place } of placedItems(data.instructions?.join_specs, "instructions", "join_specs")) {
    for (const side of ["left", "right"] as const) {
      const { identifier, alias } = value[side];
      const at = [...place, side];
      if (identifier === "" || alias === "") {
        report(
          sideIncomplete,
          at,
          `the join's ${side} side has no ${identifier === "" ? "identifier" : "alias"}`,
        );
      } else if (!sources.has(identifier)) {
        report(sourceUnknown, [...at, "identifier"], `the space does not list ${identifier}`);
      }
      checkAlias(context, value, side, at);
    }
    checkCondition(context, value, [...place, "sql"]);
    const { condition } = parseJoinSql(value.sql);
    const sides = [value.left.identifier, value.right.identifier].sort().join("\n");
    const key = `${sides}\n${condition.replace(/\s+/g, "")}`;
    if (seen.has(key))
      report(duplicate, place, `this join of ${value.left.alias} and ${value.right.alias} is there already`);
    seen.add(key);
  }
};

function checkAlias({ report }: RuleContext, join: JoinSpec, side: "left" | "right", at: Place): void {
  const { identifier, alias } = join[side];
  if (identifier === "" || alias === "") return;
  const name = shortName(identifier);
  const isSelfJoin = join.left.identifier === join.right.identifier;
  const isUsual = alias === name || (isSelfJoin && alias.startsWith(`${name}_`));
  if (!isUsual) report(aliasUnusual, [...at, "alias"], `the alias "${alias}" is not "${name}"`);
}

function checkCondition({ report }: RuleContext, { sql, left, right }: JoinSpec, at: Place): void {
  const { condition, relationship } = parseJoinSql(sql);
  const name = `${left.alias} and ${right.alias}`;
  if (relationship === undefined) report(markerMissing, at, `the join of ${name} has no relationship marker`);
  else if (!relationshipTypes.some((type) => type === relationship)) {
    report(markerUnknown, at, `the join of ${name} has the relationship type "${relationship}"`);
  } else if (sql.length !== 2) {
    report(elements, at, `the join of ${name} has ${sql.length} elements instead of 2`);
  }
  if (condition === "") {
    report(conditionMissing, at, `the join of ${name} has no condition`);
    return;
  }
  const side = "`(?:[^`]|``)+`\\s*\\.\\s*`(?:[^`]|``)+`";
  const equality = `${side}\\s*=\\s*${side}`;
  if (/\band\b/i.test(withoutOpaque(condition))) {
    report(conjunction, at, `the join of ${name} has several conditions`);
  }
  if (!new RegExp(`^\\(?${equality}(?:\\s+AND\\s+${equality})*\\)?$`, "i").test(condition)) {
    report(
      unquoted,
      at,
      `the condition of the join of ${name} is not of the documented form: ${condition.slice(0, 120)}`,
    );
  }
  const used = [...condition.matchAll(/(?<!`)`((?:[^`]|``)+)`\s*\.\s*`/g)].map(([, alias = ""]) =>
    alias.replaceAll("``", "`"),
  );
  const foreign = used.find((alias) => alias !== left.alias && alias !== right.alias);
  if (foreign !== undefined) report(foreignAlias, at, `"${foreign}" is neither side of the join of ${name}`);
}
