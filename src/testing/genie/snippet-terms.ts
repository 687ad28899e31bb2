import type { SerializedSpace } from "../../space/serialized-space.js";
import { joined } from "./lexicon.js";
import type { FragmentKind } from "./sql-fragment.js";
import { stemsOf } from "./stemmer.js";
import type { TermDefinition } from "./term-definitions.js";

/** Filters, expressions and measures of the document's SQL snippets as terms, by display name and synonyms. */
export function snippetTerms(document: SerializedSpace): TermDefinition[] {
  const snippets = document.instructions?.sql_snippets;
  const terms = (items: readonly Snippet[] | undefined, kind: FragmentKind) =>
    (items ?? []).flatMap((item) =>
      [item.display_name, item.alias?.replaceAll("_", " "), ...(item.synonyms ?? [])]
        .filter((name) => name !== undefined)
        .map((name) => ({
          term: name,
          stems: stemsOf(name, { keepStopWords: true }),
          kind,
          sql: joined(item.sql),
          via: `SQL snippet "${item.display_name ?? name}"`,
        })),
    );
  return [
    ...terms(snippets?.filters, "condition"),
    ...terms(snippets?.expressions, "expression"),
    ...terms(snippets?.measures, "measure"),
  ];
}

interface Snippet {
  readonly sql: readonly string[];
  readonly display_name?: string | undefined;
  readonly alias?: string | undefined;
  readonly synonyms?: readonly string[] | undefined;
}
