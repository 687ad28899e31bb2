import { ConfigurationError } from "../errors/configuration-error.js";
import { parseTableName, quoteIdentifier } from "../sql/identifier.js";

/** The two tables of a `SqlRunStore`, quoted. */
export interface RunTables {
  readonly journal: string;
  readonly locks: string;
}

/**
 * The tables that belong to a name: `catalog.schema.name`, and beside it one for the locks.
 * @throws IdentifierError when the name cannot be quoted; ConfigurationError when it has not three parts.
 */
export function runTables(table: string): RunTables {
  const parts = parseTableName(table);
  if (parts.length !== 3) {
    const message = `"${table}" must be a three-part name: catalog.schema.table`;
    throw new ConfigurationError("run store", [{ path: "table", message }]);
  }
  const quoted = (ending: string) =>
    parts.map((part, index) => quoteIdentifier(index === 2 ? `${part}${ending}` : part)).join(".");
  return { journal: quoted(""), locks: quoted("_locks") };
}

/** The statements that create the tables, for whoever may create tables where a run may not. */
export function runTableStatements(table: string): readonly string[] {
  const { journal, locks } = runTables(table);
  return [
    `CREATE TABLE IF NOT EXISTS ${journal} (run_id STRING, sequence BIGINT, written_at STRING, line STRING)`,
    `CREATE TABLE IF NOT EXISTS ${locks} (lock_key STRING, owner STRING, expires_at BIGINT)`,
  ];
}
