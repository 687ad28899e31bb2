import { withItem } from "../../fixes/document-items.js";
import type { FixTouches } from "../../fixes/fix-type.js";
import { isTouched } from "../../fixes/touched-paths.js";
import type { SpaceDocument } from "../../space/space-document.js";

const questionId = "01ffffffffff1fffafff000000000001";
const exampleId = "01ffffffffff1fffafff000000000002";

const edits: readonly { readonly path: string; readonly edit: (document: SpaceDocument) => SpaceDocument }[] =
  [
    {
      path: `/config/sample_questions/${questionId}`,
      edit: (document) =>
        withItem(document, "sample_questions", { id: questionId, question: ["Asked meanwhile?"] }),
    },
    {
      path: `/instructions/example_question_sqls/${exampleId}`,
      edit: (document) =>
        withItem(document, "example_question_sqls", {
          id: exampleId,
          question: ["Added meanwhile"],
          sql: ["SELECT 1"],
        }),
    },
  ];

/** An edit that somebody else makes after a fix, of something that the fix does not touch. */
export function laterEdit({ paths }: FixTouches): (document: SpaceDocument) => SpaceDocument {
  const isFree = ({ path }: (typeof edits)[number]) => {
    const [list = ""] = path.split(/\/(?=[^/]*$)/);
    const change = { path, kind: "added" } as const;
    return !isTouched(change, { paths }) && !paths.some((other) => other.startsWith(list));
  };
  return edits.find(isFree)?.edit ?? ((document) => document);
}
