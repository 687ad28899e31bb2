import type { SerializedSpace } from "../../space/serialized-space.js";
import { type ColumnEntry, joined, type SourceEntry } from "./lexicon.js";
import { localFragment, sourcesOfFragment } from "./sql-fragment.js";

/** What one query may read from: a single source, or two that a join specification connects. */
export interface Candidate {
  /** Source or sources as one set of columns. */
  readonly entry: SourceEntry;
  /** Text after `FROM`. */
  readonly from: string;
  /** Source whose rows are counted by `COUNT(*)`. */
  readonly grain: SourceEntry;
  /** Both sides of a join, or the one source. */
  readonly members: readonly SourceEntry[];
  readonly isJoin: boolean;
}

/** All single sources, then all declared joins. */
export function candidatesOf(sources: readonly SourceEntry[], document: SerializedSpace): Candidate[] {
  const single = sources.map((entry) => ({
    entry,
    from: quoteIdentifierPath(entry.identifier),
    grain: entry,
    members: [entry],
    isJoin: false,
  }));
  const joins = (document.instructions?.join_specs ?? []).map((join): Candidate | undefined => {
    const left = sources.find((source) => source.identifier === join.left.identifier);
    const right = sources.find((source) => source.identifier === join.right.identifier);
    const text = joined(join.sql);
    const condition = text.replace(/--rt=.*--/s, "").trim();
    if (left === undefined || right === undefined || condition === "" || left === right) return undefined;
    const grain = text.includes("ONE_TO_MANY") ? right : left;
    return {
      entry: {
        ...grain,
        nameStems: [...left.nameStems, ...right.nameStems],
        descriptionStems: new Set([...left.descriptionStems, ...right.descriptionStems]),
        columns: [...left.columns, ...right.columns],
      },
      from: `${quoteIdentifierPath(left.identifier)} AS ${join.left.alias}\nJOIN ${quoteIdentifierPath(right.identifier)} AS ${join.right.alias} ON ${condition}`,
      grain,
      members: [left, right],
      isJoin: true,
    };
  });
  return [...single, ...joins.filter((join) => join !== undefined)];
}

/** How a query over `candidate` writes a column. */
export function referTo(candidate: Candidate, column: ColumnEntry): string {
  const name = quoteName(column.name);
  if (!candidate.isJoin) return name;
  const owner = candidate.members.find((member) => member.identifier === column.source);
  return `${owner?.name ?? candidate.grain.name}.${name}`;
}

/** A person's SQL fragment as a query over `candidate` writes it; `undefined` when it lacks a column. */
export function adaptFragment(candidate: Candidate, sql: string): string | undefined {
  const owner = sourcesOfFragment(sql, candidate.members)[0];
  return owner === undefined
    ? undefined
    : localFragment(sql, owner, candidate.isJoin ? owner.name : undefined);
}

/** A name, in back-quotes where it needs them. */
export function quoteName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

function quoteIdentifierPath(identifier: string): string {
  return identifier.split(".").map(quoteName).join(".");
}
