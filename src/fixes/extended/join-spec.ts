import * as z from "zod";
import { formatJoinSql, parseJoinSql, relationshipTypes } from "../../space/join-sql.js";
import type { JoinSpec } from "../../space/serialized-space.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { piecesOf } from "../../space/text-pieces.js";
import { shortName } from "../../space/three-part-name.js";
import type { Catalog } from "../../sql/catalog.js";
import { quoteIdentifier, quoteTableName } from "../../sql/identifier.js";
import { checkColumn, checkTableName } from "../fix-checks.js";
import type { FixProblem } from "../fix-problem.js";
import type { FixStatement } from "../fix-statement.js";

/** Two columns that are equal, and how many rows of the left side belong to one of the right. */
export const joinColumns = {
  leftColumn: z.string().min(1),
  rightColumn: z.string().min(1),
  relationship: z.enum(relationshipTypes),
  instruction: z.string().trim().min(1).max(5_000).optional(),
};

/** A join as a fix describes it. */
export interface DescribedJoin {
  readonly leftTable: string;
  readonly leftColumn: string;
  readonly rightTable: string;
  readonly rightColumn: string;
  readonly relationship: (typeof relationshipTypes)[number];
  readonly instruction?: string | undefined;
}

/** Both columns must exist, in tables whose names can be quoted. */
export function checkJoin(
  join: DescribedJoin,
  document: SpaceDocument,
  catalog: Catalog,
): readonly FixProblem[] {
  const side = (name: "left" | "right") => [
    ...checkTableName(join[`${name}Table`], `params.${name}Table`),
    ...checkColumn(document, catalog, join[`${name}Table`], join[`${name}Column`], {
      table: `params.${name}Table`,
      column: `params.${name}Column`,
    }),
  ];
  const isItself = join.leftTable === join.rightTable && join.leftColumn === join.rightColumn;
  return [
    ...side("left"),
    ...side("right"),
    ...(isItself ? [{ path: "params.rightColumn", message: "a column cannot be joined with itself" }] : []),
  ];
}

/**
 * The members of a join that say what is joined. Aliases are the last parts of the names, as Genie demands; the
 * right side gets a suffix where both would be the same. The marker of the relationship is the second element.
 */
export function joinMembers(join: DescribedJoin): Omit<JoinSpec, "id"> {
  const left = { identifier: join.leftTable, alias: shortName(join.leftTable) };
  const plain = shortName(join.rightTable);
  const right = { identifier: join.rightTable, alias: plain === left.alias ? `${plain}_1` : plain };
  const condition = `${quoteIdentifier(left.alias)}.${quoteIdentifier(join.leftColumn)} = ${quoteIdentifier(right.alias)}.${quoteIdentifier(join.rightColumn)}`;
  return {
    left,
    right,
    sql: formatJoinSql(condition, join.relationship),
    ...(join.instruction ? { instruction: piecesOf(join.instruction) } : {}),
  };
}

/** Whether a join of the document joins the same columns, in whichever direction. */
export function joinsSameColumns(spec: JoinSpec, join: DescribedJoin): boolean {
  const wanted = sidesOf(joinMembers(join));
  const turned = sidesOf(
    joinMembers({
      ...join,
      leftTable: join.rightTable,
      leftColumn: join.rightColumn,
      rightTable: join.leftTable,
      rightColumn: join.leftColumn,
    }),
  );
  const held = sidesOf(spec);
  return held === wanted || held === turned;
}

/** A query that the warehouse compiles only if the join can be made. */
export function joinStatement(join: DescribedJoin): FixStatement {
  const { left, right, sql } = joinMembers(join);
  const from = `${quoteTableName(left.identifier)} AS ${quoteIdentifier(left.alias)}`;
  const to = `${quoteTableName(right.identifier)} AS ${quoteIdentifier(right.alias)}`;
  return { path: "params", sql: `SELECT 1 FROM ${from} JOIN ${to} ON ${parseJoinSql(sql).condition}` };
}

/** Sides and condition without aliases, blanks and case, to compare joins by. */
function sidesOf({ left, right, sql }: Pick<JoinSpec, "left" | "right" | "sql">): string {
  const named = parseJoinSql(sql)
    .condition.replaceAll("`", "")
    .toLowerCase()
    .split("=")
    .map((side) => side.trim())
    .map((side) => {
      const isRight = side.startsWith(`${right.alias.toLowerCase()}.`);
      const { identifier, alias } = isRight ? right : left;
      return side.replace(`${alias.toLowerCase()}.`, `${identifier.toLowerCase()}.`);
    });
  return named.filter((side) => side !== "").join(" = ");
}
