import type { EngineParameter } from "../ports.js";

/** A query that Genie wrote, with its latest outcome. */
export interface WrittenQuery {
  readonly attachmentId: string;
  readonly sql: string;
  readonly description: string;
  readonly parameters?: readonly EngineParameter[] | undefined;
  execution: Execution;
}

/** One execution of a query; its rows are the statement's, for as long as these are kept. */
export interface Execution {
  readonly statementId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly rowCount: number;
  readonly isTruncated: boolean;
  /** Why it failed. */
  readonly problem?: string | undefined;
}

export interface MessageText {
  readonly attachmentId: string;
  readonly content: string;
  readonly purpose: "FOLLOW_UP_QUESTION" | "TEXT_ATTACHMENT_PURPOSE_ANSWER";
}

/** What Genie made of a question. */
export interface GenieResponse {
  /** In the order in which they were written: the last one is the answer. */
  readonly queries: readonly WrittenQuery[];
  readonly text?: MessageText | undefined;
  readonly suggestions?: { readonly attachmentId: string; readonly questions: readonly string[] } | undefined;
  readonly thoughts: readonly { readonly type: string; readonly content: string }[];
  /** Why there is no answer; the type is one of the service's `MessageErrorType`. */
  readonly failure?: { readonly type: string; readonly message: string } | undefined;
  /** The question as it was read together with earlier ones. */
  readonly readAs: string;
}

export const ratings = ["POSITIVE", "NEGATIVE", "NONE"] as const;

/** A question in a conversation with what became of it. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly spaceId: string;
  readonly content: string;
  readonly askedAt: number;
  /** Milliseconds from asking until it is done. */
  readonly answerMs: number;
  readonly response: GenieResponse;
  /** When somebody stopped it. */
  cancelledAt?: number | undefined;
  feedback?: { readonly rating: (typeof ratings)[number]; readonly comment?: string | undefined } | undefined;
  readonly comments: { readonly id: string; readonly content: string; readonly at: number }[];
}

export interface Conversation {
  readonly id: string;
  readonly spaceId: string;
  readonly title: string;
  readonly createdAt: number;
  /** Oldest first. */
  readonly messages: Message[];
}
