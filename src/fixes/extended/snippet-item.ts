import * as z from "zod";
import { plainText } from "../../space/plain-text.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { piecesOf, textOf } from "../../space/text-pieces.js";
import { normalizeSql } from "../../sql/normalize-sql.js";
import { itemPath, itemsOf, withItem, withItems } from "../document-items.js";
import type { FixProblem } from "../fix-problem.js";
import type { FixStatement } from "../fix-statement.js";
import type { FixApplication, FixContext, FixTouches } from "../fix-type.js";
import { checkSnippetSql, snippetStatement, tablesQualifying } from "./snippet-tables.js";

/** What every snippet has. */
export const snippetMembers = {
  displayName: z.string().trim().min(1).max(255),
  sql: z.string().trim().min(1).max(10_000),
  synonyms: z.array(z.string().trim().min(1).max(255)).max(20).optional(),
  instruction: z.string().trim().min(1).max(5_000).optional(),
};

/** A name by which SQL may call a snippet. */
export const aliasMember = {
  alias: z
    .string()
    .regex(/^[A-Za-z_]\w{0,254}$/, "must be a plain name: letters, digits and underscores")
    .optional(),
};

export interface DescribedSnippet {
  readonly displayName: string;
  readonly sql: string;
  readonly alias?: string | undefined;
  readonly synonyms?: readonly string[] | undefined;
  readonly instruction?: string | undefined;
}

type SnippetList = "filters" | "expressions" | "measures";
const uses = { filters: "filter", expressions: "expression", measures: "measure" } as const;

/** What every fix does that adds a snippet to one of the three lists. */
export function addition(list: SnippetList) {
  const isSame = (
    held: { readonly display_name?: string; readonly sql: readonly string[] },
    params: DescribedSnippet,
  ) =>
    plainText(held.display_name ?? "") === plainText(params.displayName) &&
    normalizeSql(textOf(held.sql)) === normalizeSql(params.sql);
  return {
    validate: (params: DescribedSnippet, document: SpaceDocument): readonly FixProblem[] => {
      const other = itemsOf(document, list).find(
        (held) =>
          plainText(held.display_name ?? "") === plainText(params.displayName) && !isSame(held, params),
      );
      return [
        ...checkSnippetSql(params.sql, document),
        ...(list !== "filters" && aliasOf(params) === undefined
          ? [{ path: "params.alias", message: "is needed: the display name gives no plain name" }]
          : []),
        ...(other
          ? [
              {
                path: "params.displayName",
                message: `${uses[list]} ${other.id} has this name and other SQL; delete it first`,
              },
            ]
          : []),
      ];
    },
    apply: (params: DescribedSnippet, document: SpaceDocument, { newId }: FixContext): FixApplication => {
      if (itemsOf(document, list).some((held) => isSame(held, params)))
        return { status: "no-change", reason: `the space has this ${uses[list]} already` };
      const alias = list === "filters" ? undefined : aliasOf(params);
      const item = {
        id: newId(),
        ...(alias === undefined ? {} : { alias }),
        display_name: params.displayName,
        sql: piecesOf(params.sql),
        ...(params.synonyms?.length ? { synonyms: params.synonyms } : {}),
        ...(params.instruction ? { instruction: piecesOf(params.instruction) } : {}),
      };
      return { status: "applied", document: withItem(document, list, item) };
    },
    invert: (params: DescribedSnippet, after: SpaceDocument, before: SpaceDocument): SpaceDocument => {
      const known = new Set(itemsOf(before, list).map(({ id }) => id));
      const left = itemsOf(after, list).filter((held) => known.has(held.id) || !isSame(held, params));
      return withItems(after, list, left);
    },
    key: ({ displayName, sql }: DescribedSnippet): string => `${plainText(displayName)}:${normalizeSql(sql)}`,
    touches: ({ sql }: DescribedSnippet, document: SpaceDocument): FixTouches => ({
      objects: tablesQualifying(sql, document),
      paths: [itemPath(list, "-")],
    }),
    statements: ({ sql }: DescribedSnippet, document: SpaceDocument): readonly FixStatement[] =>
      snippetStatement(sql, uses[list], document),
  };
}

/** The alias, or one made of the display name: "Net revenue" becomes `net_revenue`. */
function aliasOf({ alias, displayName }: DescribedSnippet): string | undefined {
  if (alias !== undefined) return alias;
  const name = displayName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(name) ? name : undefined;
}
