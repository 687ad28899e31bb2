/**
 * Limits of the service. They differ between workspaces and grow over time, so each can be set; the defaults
 * are the documentation's of 2026.
 */
export interface DocumentLimits {
  /** Tables, views and metric views that the service takes. @default 50 */
  readonly sources: number;
  /** Tables, views and metric views that every workspace takes; more give a warning. @default 30 */
  readonly advisedSources: number;
  /** Example queries, SQL functions and the text instruction together. @default 100 */
  readonly instructions: number;
  /** Table descriptions, joins and SQL snippets together. @default 200 */
  readonly snippets: number;
  /** @default 500 */
  readonly benchmarks: number;
  /** Columns with entity matching. @default 120 */
  readonly entityMatchingColumns: number;
  /** Characters in one string. @default 25000 */
  readonly stringLength: number;
  /** Items in one list. @default 10000 */
  readonly listLength: number;
  /** Bytes of the whole document as it is sent. @default 3500000 */
  readonly documentBytes: number;
  /** Characters of all instructions together; more give a warning. @default 65536 */
  readonly guidanceLength: number;
}

/** The documentation's limits of 2026. */
export const defaultDocumentLimits: DocumentLimits = Object.freeze({
  sources: 50,
  advisedSources: 30,
  instructions: 100,
  snippets: 200,
  benchmarks: 500,
  entityMatchingColumns: 120,
  stringLength: 25_000,
  listLength: 10_000,
  documentBytes: 3_500_000,
  guidanceLength: 65_536,
});
