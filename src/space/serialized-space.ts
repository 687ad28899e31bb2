/**
 * The space document as the service stores it in `serialized_space`, version 2. Field names are the wire's.
 * Text fields are lists of pieces that the service concatenates without a separator. Every object may carry
 * further fields that this library does not know; they survive every edit.
 */
export interface SerializedSpace {
  readonly version: 2;
  readonly config?: { readonly sample_questions?: readonly SampleQuestion[] };
  readonly data_sources?: {
    readonly tables?: readonly DataSource[];
    readonly metric_views?: readonly DataSource[];
  };
  readonly instructions?: {
    readonly text_instructions?: readonly TextInstruction[];
    readonly example_question_sqls?: readonly ExampleQuery[];
    readonly sql_functions?: readonly SqlFunction[];
    readonly join_specs?: readonly JoinSpec[];
    readonly sql_snippets?: {
      readonly filters?: readonly FilterSnippet[];
      readonly expressions?: readonly ExpressionSnippet[];
      readonly measures?: readonly ExpressionSnippet[];
    };
  };
  readonly benchmarks?: { readonly questions?: readonly BenchmarkQuestion[] };
}

/** A question that the space suggests to its users. */
export interface SampleQuestion {
  readonly id: string;
  readonly question: readonly string[];
}

/** A table, view or metric view that the space may query. */
export interface DataSource {
  /** Three-part name, `catalog.schema.table`. */
  readonly identifier: string;
  readonly description?: readonly string[];
  readonly column_configs?: readonly ColumnConfig[];
}

/** What the space says about a column. */
export interface ColumnConfig {
  readonly column_name: string;
  readonly description?: readonly string[];
  readonly synonyms?: readonly string[];
  readonly exclude?: boolean;
  readonly enable_format_assistance?: boolean;
  readonly enable_entity_matching?: boolean;
}

/** Instructions in prose. */
export interface TextInstruction {
  readonly id: string;
  readonly content: readonly string[];
}

/** A question with the SQL that answers it. */
export interface ExampleQuery {
  readonly id: string;
  readonly question: readonly string[];
  readonly sql: readonly string[];
  readonly parameters?: readonly ExampleParameter[];
  readonly usage_guidance?: readonly string[];
}

/** A named parameter of an example query. */
export interface ExampleParameter {
  readonly name: string;
  readonly type_hint: string;
  readonly description?: readonly string[];
  readonly default_value?: { readonly values: readonly string[] };
}

/** A function of Unity Catalog that Genie may call. */
export interface SqlFunction {
  readonly id: string;
  readonly identifier: string;
}

/** How two tables are joined. */
export interface JoinSpec {
  readonly id: string;
  readonly left: JoinSide;
  readonly right: JoinSide;
  /** The condition, then the relationship marker `--rt=FROM_RELATIONSHIP_TYPE_…--`. */
  readonly sql: readonly string[];
  readonly comment?: readonly string[];
  readonly instruction?: readonly string[];
}

/** One of the two tables of a join. */
export interface JoinSide {
  readonly identifier: string;
  readonly alias: string;
}

/** A named SQL condition. */
export interface FilterSnippet {
  readonly id: string;
  readonly sql: readonly string[];
  readonly display_name: string;
  readonly synonyms?: readonly string[];
  readonly comment?: readonly string[];
  readonly instruction?: readonly string[];
}

/** A named SQL expression: a dimension or a measure. */
export interface ExpressionSnippet {
  readonly id: string;
  readonly alias?: string;
  readonly sql: readonly string[];
  readonly display_name?: string;
  readonly synonyms?: readonly string[];
  readonly comment?: readonly string[];
  readonly instruction?: readonly string[];
}

/** A benchmark that is stored in the space. */
export interface BenchmarkQuestion {
  readonly id: string;
  readonly question: readonly string[];
  readonly answer?: readonly { readonly format: "SQL"; readonly content: readonly string[] }[];
}
