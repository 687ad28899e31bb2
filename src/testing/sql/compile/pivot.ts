import { type AstNode, allowOnly, isPresent, listOf, nameOf, nodeOf, nodesOf, objectOf } from "../ast.js";
import { unsupported } from "../failures.js";
import { quoteName } from "../string-literals.js";
import { compare } from "./comparison.js";
import type { CompiledRelation } from "./compiled-relation.js";
import { compileIn, type Environment, withScope } from "./environment.js";
import { type CompiledQuery, expression } from "./expression.js";
import type { ScopeColumn } from "./scope.js";

const MEMBERS = new Set(["this", "expressions", "fields", "alias"]);

/** `PIVOT (aggregates FOR column IN (values))`: one aggregate a value, grouped by the columns not named in it. */
export function compilePivot(
  node: AstNode,
  source: CompiledRelation,
  environment: Environment,
): CompiledQuery {
  allowOnly(node.fields, MEMBERS);
  const scope = {
    relations: source.relations,
    merged: source.merged,
    names: new Map(),
    parent: environment.scope,
  };
  const inner = withScope(environment, scope);
  const fields = listOf(node.fields.fields);
  if (fields.length !== 1) throw unsupported("PIVOT over several columns");
  const choice = nodeOf(fields[0]);
  const subject = nodeOf(choice.fields.this);
  if (choice.kind !== "in" || isPresent(choice.fields.query) || subject.kind !== "column")
    throw unsupported("This PIVOT");
  const forColumn = compileIn(inner, subject);
  const aggregates = nodesOf(node.fields.expressions).map((item) => ({
    call: item.kind === "alias" ? nodeOf(item.fields.this) : item,
    name: item.kind === "alias" ? nameOf(item.fields.alias) : undefined,
  }));
  const used = new Set([nameOf(subject.fields.name)?.toLowerCase() ?? ""]);
  for (const { call } of aggregates) columnNames(call, used);
  const keys: readonly ScopeColumn[] = source.relations
    .flatMap((relation) => relation.columns)
    .filter((column) => !used.has(column.name.toLowerCase()));
  const cells = nodesOf(choice.fields.expressions).flatMap((item) => {
    const valueNode = item.kind === "pivot_alias" || item.kind === "alias" ? nodeOf(item.fields.this) : item;
    const value = compileIn(inner, valueNode);
    const name =
      item === valueNode ? String(value.literal ?? value.label) : (nameOf(item.fields.alias) ?? value.label);
    const isValue = compare("eq", forColumn, value).sql;
    return aggregates.map((aggregate) => {
      const call = filtered(aggregate.call);
      const total = compileIn(
        withScope(inner, {
          ...scope,
          names: new Map([[PIVOT_TEST, expression(isValue, { kind: "boolean" })]]),
        }),
        call,
      );
      const label = aggregates.length === 1 ? name : `${name}_${aggregate.name ?? total.label}`;
      // A group without any row of the value has NULL even where the aggregate would give zero.
      return {
        name: label,
        type: total.type,
        sql: `CASE WHEN count(*) FILTER (WHERE ${isValue}) > 0 THEN ${total.sql} END`,
      };
    });
  });
  const items = [...keys, ...cells];
  const list = items.map((item) => `${item.sql} AS ${quoteName(item.name)}`).join(", ");
  const groupBy = keys.length > 0 ? ` GROUP BY ${keys.map((key) => key.sql).join(", ")}` : "";
  return {
    sql: `SELECT ${list} FROM ${source.sql}${groupBy}`,
    columns: items.map(({ name, type }) => ({ name, type })),
  };
}

const PIVOT_TEST = "__pivot_test";

/** An aggregate restricted to the rows of one value, by a name that stands for the test. */
function filtered(call: AstNode): AstNode {
  const isCall = call.kind === "function" || call.kind === "aggregate_function";
  if (!isCall || isPresent(call.fields.filter))
    throw unsupported("An aggregate of PIVOT that is no plain call");
  return {
    kind: "aggregate_function",
    fields: { ...call.fields, filter: { column: { name: { name: PIVOT_TEST } } } },
  };
}

/** Adds the names of all columns in a node. */
function columnNames(node: AstNode, names: Set<string>): void {
  if (node.kind === "column") names.add(nameOf(node.fields.name)?.toLowerCase() ?? "");
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === "object" && value !== null) {
      for (const [kind, member] of Object.entries(value)) {
        if (kind === "column") names.add(nameOf(objectOf(member).name)?.toLowerCase() ?? "");
        visit(member);
      }
    }
  };
  visit(node.fields);
}
