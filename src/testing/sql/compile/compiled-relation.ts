import type { Relation, ScopeColumn } from "./scope.js";

/** An item of a FROM clause. */
export interface CompiledRelation {
  readonly sql: string;
  readonly relations: readonly Relation[];
  readonly merged: readonly ScopeColumn[];
  readonly isLateral: boolean;
}
