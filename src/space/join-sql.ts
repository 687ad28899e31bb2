/** How many rows of one side belong to one row of the other, read from left to right. */
export const relationshipTypes = ["MANY_TO_ONE", "ONE_TO_MANY", "ONE_TO_ONE", "MANY_TO_MANY"] as const;
export type RelationshipType = (typeof relationshipTypes)[number];

const markerAtEnd = /--rt=FROM_RELATIONSHIP_TYPE_([A-Z_]+)--$/;

/** A join's `sql` taken apart. */
export interface JoinSql {
  /** The condition, without the marker. */
  readonly condition: string;
  /** What the marker says, such as `MANY_TO_ONE`; undefined where there is none. */
  readonly relationship: string | undefined;
}

/** Reads condition and relationship out of a join's `sql`. */
export function parseJoinSql(sql: readonly string[]): JoinSql {
  const text = sql.join("\n").trim();
  const marker = markerAtEnd.exec(text);
  const condition = (marker ? text.slice(0, marker.index) : text).trim();
  return { condition, relationship: marker?.[1] };
}

/** The two elements of a join's `sql`: condition and marker. */
export function formatJoinSql(condition: string, relationship: RelationshipType): string[] {
  return [condition, relationshipMarker(relationship)];
}

/** The marker as the service wants it behind every join condition. */
export function relationshipMarker(relationship: string): string {
  return `--rt=FROM_RELATIONSHIP_TYPE_${relationship}--`;
}

/** A join's `sql` in its usual two elements; unchanged where it has no marker. */
export function joinSqlPieces(sql: readonly string[]): readonly string[] {
  const { condition, relationship } = parseJoinSql(sql);
  return relationship === undefined ? sql : [condition, relationshipMarker(relationship)];
}
