import type { ResultTable } from "../sql/result-table.js";
import type { MessageErrorKind } from "./message-errors.js";

/** The message that was answered. */
export interface AnsweredMessage {
  readonly conversationId: string;
  readonly messageId: string;
  /** Milliseconds from asking to the answer. */
  readonly durationMs: number;
}

/** What Genie made of a question. */
export type GenieAnswer = AnsweredMessage &
  (
    | {
        readonly status: "answered";
        /** The last query that Genie wrote. */
        readonly sql: string;
        /** Values for the `:name` markers in the SQL. */
        readonly parameters: readonly {
          readonly name: string;
          readonly value: string | null;
          readonly type?: string | undefined;
        }[];
        /** Its rows; absent when they cannot be had any more. */
        readonly result?: ResultTable | undefined;
        readonly text?: string | undefined;
      }
    | {
        readonly status: "no-sql";
        readonly text?: string | undefined;
        /** Whether Genie asked back instead of answering. */
        readonly isClarification: boolean;
      }
    | {
        readonly status: "failed";
        /** The service's type, such as `SQL_EXECUTION_EXCEPTION`. */
        readonly errorType: string;
        readonly message: string;
        readonly kind: MessageErrorKind;
        /** The query that was written before it failed. */
        readonly sql?: string | undefined;
      }
  );
