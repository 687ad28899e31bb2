/** What a member of the document holds. */
export type MemberShape =
  | { readonly kind: "string" | "boolean"; readonly isRequired?: true }
  /** One text, as a list of pieces that are read one after the other. Lines of prose may be merged. */
  | { readonly kind: "text"; readonly isRequired?: true; readonly isProse?: true }
  /** A list of separate strings, whose order is the author's. Those of a set are merged singly. */
  | { readonly kind: "strings"; readonly isRequired?: true; readonly isSet?: true }
  | { readonly kind: "object"; readonly isRequired?: true; readonly shape: ObjectShape }
  /** A join's condition and its relationship marker: two elements of one text. */
  | { readonly kind: "join-sql"; readonly isRequired?: true }
  | ListShape;

export interface ListShape {
  readonly kind: "list";
  readonly isRequired?: true;
  readonly item: ObjectShape;
  /** Members by which the service wants the list sorted, byte by byte. Absent: the author's order stays. */
  readonly sortedBy?: readonly string[];
  /** Members that tell items apart, where these are not what the list is sorted by. */
  readonly keyedBy?: readonly string[];
  /** Whether the service takes one item at the most. */
  readonly isSingle?: true;
}

/** The members of an object in the order in which the service writes them. */
export interface ObjectShape {
  readonly members: Readonly<Record<string, MemberShape>>;
}

const requiredString = { kind: "string", isRequired: true } as const;
const requiredText = { kind: "text", isRequired: true } as const;
const string = { kind: "string" } as const;
const text = { kind: "text" } as const;
const strings = { kind: "strings" } as const;
const synonyms = { kind: "strings", isSet: true } as const;
const boolean = { kind: "boolean" } as const;

const columnConfig: ObjectShape = {
  members: {
    column_name: requiredString,
    description: text,
    synonyms,
    exclude: boolean,
    enable_format_assistance: boolean,
    enable_entity_matching: boolean,
  },
};

const dataSource: ObjectShape = {
  members: {
    identifier: requiredString,
    description: text,
    column_configs: { kind: "list", item: columnConfig, sortedBy: ["column_name"] },
  },
};

const exampleParameter: ObjectShape = {
  members: {
    name: requiredString,
    type_hint: requiredString,
    description: text,
    default_value: { kind: "object", shape: { members: { values: strings } } },
  },
};

const exampleQuery: ObjectShape = {
  members: {
    id: requiredString,
    question: requiredText,
    sql: requiredText,
    parameters: { kind: "list", item: exampleParameter, keyedBy: ["name"] },
    usage_guidance: text,
  },
};

const joinSide: ObjectShape = { members: { identifier: requiredString, alias: requiredString } };

const joinSpec: ObjectShape = {
  members: {
    id: requiredString,
    left: { kind: "object", isRequired: true, shape: joinSide },
    right: { kind: "object", isRequired: true, shape: joinSide },
    sql: { kind: "join-sql", isRequired: true },
    comment: text,
    instruction: text,
  },
};

const snippet: ObjectShape = {
  members: {
    id: requiredString,
    alias: string,
    sql: requiredText,
    display_name: string,
    synonyms,
    comment: text,
    instruction: text,
  },
};

const filterSnippet: ObjectShape = {
  members: { ...snippet.members, display_name: requiredString },
};

const benchmarkQuestion: ObjectShape = {
  members: {
    id: requiredString,
    question: requiredText,
    answer: { kind: "list", item: { members: { format: requiredString, content: requiredText } } },
    evaluation_note: text,
  },
};

const byId = ["id"];

/** The shape of a version 2 document: which members exist, of which type, and how lists are sorted. */
export const spaceShape: ObjectShape = {
  members: {
    config: {
      kind: "object",
      shape: {
        members: {
          sample_questions: {
            kind: "list",
            item: { members: { id: requiredString, question: requiredText } },
            sortedBy: byId,
          },
        },
      },
    },
    data_sources: {
      kind: "object",
      isRequired: true,
      shape: {
        members: {
          tables: { kind: "list", item: dataSource, sortedBy: ["identifier"] },
          metric_views: { kind: "list", item: dataSource, sortedBy: ["identifier"] },
        },
      },
    },
    instructions: {
      kind: "object",
      shape: {
        members: {
          text_instructions: {
            kind: "list",
            item: {
              members: { id: requiredString, content: { kind: "text", isRequired: true, isProse: true } },
            },
            sortedBy: byId,
            isSingle: true,
          },
          example_question_sqls: { kind: "list", item: exampleQuery, sortedBy: byId },
          sql_functions: {
            kind: "list",
            item: { members: { id: requiredString, identifier: requiredString } },
            sortedBy: ["id", "identifier"],
          },
          join_specs: { kind: "list", item: joinSpec, sortedBy: byId },
          sql_snippets: {
            kind: "object",
            shape: {
              members: {
                filters: { kind: "list", item: filterSnippet, sortedBy: byId },
                expressions: { kind: "list", item: snippet, sortedBy: byId },
                measures: { kind: "list", item: snippet, sortedBy: byId },
              },
            },
          },
        },
      },
    },
    benchmarks: {
      kind: "object",
      shape: {
        members: { questions: { kind: "list", item: benchmarkQuestion, sortedBy: byId } },
      },
    },
  },
};

/** The shape of a member, or undefined for one that the format does not know. */
export function memberShape(shape: ObjectShape, name: string): MemberShape | undefined {
  return Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
}
