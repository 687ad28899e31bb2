import {
  type AstNode,
  isPresent,
  type JsonObject,
  nameOf,
  nodeOf,
  nodesOf,
  objectOf,
  textOf,
} from "../ast.js";
import type { CompiledFrom } from "./compile-from.js";
import type { MetricGrain, Scope } from "./scope.js";

/** Notes what a query of a metric view groups by, which measures over windows need to know. */
export function withGrain(from: CompiledFrom, fields: JsonObject): CompiledFrom {
  const [relation, ...others] = from.scope.relations;
  if (!relation?.measure || others.length > 0) return from;
  const isDimension = (name: string) =>
    relation.columns.some((column) => !column.refuse && column.name.toLowerCase() === name.toLowerCase());
  const names = keysOf(fields)?.map((node) =>
    node.kind === "column" ? nameOf(node.fields.name) : undefined,
  );
  const dimensions = names?.every((name): name is string => name !== undefined && isDimension(name))
    ? names
    : undefined;
  const grain: MetricGrain = { dimensions, isFiltered: isPresent(fields.where_clause) };
  return { ...from, scope: { ...from.scope, grain } };
}

/** The columns of DuckDB by which a query of a metric view groups; none where it groups by nothing or something else. */
export function grainKeys({ grain, relations }: Scope): readonly string[] {
  return (grain?.dimensions ?? []).flatMap((dimension) =>
    relations.flatMap(({ columns }) =>
      columns.filter(({ name }) => name.toLowerCase() === dimension.toLowerCase()).map(({ sql }) => sql),
    ),
  );
}

/** The expressions by which a query groups; undefined where that cannot be read off. */
function keysOf(fields: JsonObject): readonly AstNode[] | undefined {
  if (!isPresent(fields.group_by)) return [];
  const items = nodesOf(fields.expressions).map((node) => ({
    alias: node.kind === "alias" ? nameOf(node.fields.alias)?.toLowerCase() : undefined,
    node: node.kind === "alias" ? nodeOf(node.fields.this) : node,
  }));
  const group = objectOf(fields.group_by);
  if (group.all === true) return items.map(({ node }) => node).filter((node) => !hasMeasure(node));
  return nodesOf(group.expressions).map((key) => {
    const position = key.kind === "literal" ? Number(textOf(key.fields.value)) : Number.NaN;
    const name = key.kind === "column" ? nameOf(key.fields.name)?.toLowerCase() : undefined;
    return (
      items[position - 1]?.node ??
      items.find(({ alias }) => alias !== undefined && alias === name)?.node ??
      key
    );
  });
}

const hasMeasure = (node: AstNode): boolean => /"(?:dbx_)?(?:measure|agg)"/i.test(JSON.stringify(node));
