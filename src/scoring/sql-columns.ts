import { isKeyword, type SqlWord } from "./sql-clauses.js";
import type { TableToken } from "./sql-tables.js";

/** Words that name parts of dates and types where they stand without quotes. */
const unitsAndTypes = new Set(
  (
    "year years quarter quarters month months week weeks day days hour hours minute minutes second seconds int integer " +
    "bigint smallint tinyint double float decimal numeric string varchar char boolean binary current_date " +
    "current_timestamp current_time"
  ).split(" "),
);

/** The names that a statement reads as columns, and those that it gives to its expressions. */
export function columnNames(
  words: readonly SqlWord[],
  tables: readonly TableToken[],
): { readonly columns: ReadonlySet<string>; readonly aliases: ReadonlySet<string> } {
  const ofTables = new Set<number>();
  for (const { first, last } of tables) {
    for (let index = first; index <= last; index += 1) ofTables.add(index);
    const next = isKeyword(words[last + 1], "as") ? last + 2 : last + 1;
    if (words[next]?.isName) ofTables.add(next);
  }
  const aliases = new Set<string>();
  const names: { readonly name: string; readonly isSure: boolean }[] = [];
  for (const [index, word] of words.entries()) {
    const next = words[index + 1]?.text;
    if (!word.isName || ofTables.has(index) || next === "." || (next === "(" && !word.isQuoted)) continue;
    if (!word.isQuoted && unitsAndTypes.has(word.text)) continue;
    const previous = words[index - 1];
    if (isAlias(words, index)) aliases.add(word.text);
    else if (next !== "as" || words[index + 2]?.text !== "(")
      names.push({ name: word.text, isSure: previous?.text === "." || previous?.text === "(" });
  }
  const columns = names.filter(({ name, isSure }) => isSure || !aliases.has(name));
  return { columns: new Set(columns.map(({ name }) => name)), aliases };
}

/** Whether a name follows an expression, with AS or without. */
export function isAlias(words: readonly SqlWord[], index: number): boolean {
  const previous = words[index - 1];
  if (!previous) return false;
  if (isKeyword(previous, "as")) return true;
  return (
    previous.isName || previous.text === ")" || isKeyword(previous, "end") || /^['\d]/.test(previous.text)
  );
}
