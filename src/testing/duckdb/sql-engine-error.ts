/** A statement that the simulated warehouse refused or could not run, in the words of Databricks. */
export class SqlEngineError extends Error {
  readonly sqlState: string | undefined;
  /** Whether the statement may be right, but the simulator cannot translate it. */
  readonly isUnsupported: boolean;

  constructor(
    message: string,
    {
      sqlState,
      isUnsupported = false,
    }: { readonly sqlState?: string; readonly isUnsupported?: boolean } = {},
  ) {
    super(message);
    this.name = "SqlEngineError";
    this.sqlState = sqlState;
    this.isUnsupported = isUnsupported;
  }
}

export function unsupported(what: string): SqlEngineError {
  return new SqlEngineError(`[SIMULATOR_UNSUPPORTED] The simulated warehouse cannot translate ${what}.`, {
    isUnsupported: true,
  });
}

/** An error of DuckDB as Databricks would word it. */
export function translateError(error: unknown): SqlEngineError {
  if (error instanceof SqlEngineError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const table =
    /Table with name (\S+) does not exist|schema .* does not exist|Catalog .* does not exist/i.exec(text);
  if (table) {
    return new SqlEngineError(
      `[TABLE_OR_VIEW_NOT_FOUND] The table or view ${table[1] ?? ""} cannot be found. Verify the spelling. ${text}`,
      { sqlState: "42P01" },
    );
  }
  const column =
    /(?:Referenced|Values list .*|Table ".*") column "?([^"]+)"? (?:was )?not found|does not have a column named "([^"]+)"/i.exec(
      text,
    );
  if (column) {
    const name = column[1] ?? column[2] ?? "";
    return new SqlEngineError(
      `[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name \`${name}\` cannot be resolved. ${text}`,
      { sqlState: "42703" },
    );
  }
  if (/^Parser Error/i.test(text))
    return new SqlEngineError(`[PARSE_SYNTAX_ERROR] ${text}`, { sqlState: "42601" });
  if (/^Conversion Error/i.test(text))
    return new SqlEngineError(`[CAST_INVALID_INPUT] ${text}`, { sqlState: "22018" });
  if (/must appear in the GROUP BY clause/i.test(text))
    return new SqlEngineError(`[MISSING_AGGREGATION] ${text}`, { sqlState: "42803" });
  return new SqlEngineError(text);
}
