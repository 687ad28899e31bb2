import { hashText } from "../../util/hash.js";
import { type Case, type Proposal, propose } from "./case.js";

/**
 * The mistakes that models make, on a fixed share of the questions: a word on the wrong column, a rule for all
 * that holds for one, a description that says nothing, a column that does not exist.
 */
export function missteps(one: Case): readonly Proposal[] {
  const { failure, outline } = one;
  if (!outline) return [];
  const draw = Number.parseInt(hashText(failure.question).slice(0, 6), 16);
  const proposals: Proposal[] = [];
  if (draw % 4 === 0) proposals.push(...wrongColumn(one));
  if (draw % 5 === 1) proposals.push(...blanketRule(one));
  if (draw % 6 === 2) {
    proposals.push(
      propose(one, "add_table_description", "Describing the table helps to find it.", {
        table: outline.table,
        description: `Table of ${outline.table.split(".").at(-1)}.`,
      }),
    );
  }
  if (draw % 9 === 3) {
    proposals.push(
      propose(one, "add_synonym", "People say it this way.", {
        table: outline.table,
        column: "total_amount",
        synonym: "total",
      }),
    );
  }
  return proposals;
}

function wrongColumn(one: Case): readonly Proposal[] {
  const { outline, input } = one;
  const alias = outline?.items.find(({ alias: name }) => name)?.alias?.replaceAll("_", " ");
  const used = (one.failure.expectedSql ?? "").toLowerCase();
  const column = input.catalog.tables
    .find(({ name }) => name === outline?.table)
    ?.columns.find(
      ({ name, type }) =>
        /int|decimal|double/i.test(type) && !/_id$/.test(name) && !used.includes(name.toLowerCase()),
    );
  if (!outline || alias === undefined || !column) return [];
  return [
    propose(one, "add_synonym", `"${alias}" sounds like ${column.name}.`, {
      table: outline.table,
      column: column.name,
      synonym: alias,
    }),
  ];
}

function blanketRule(one: Case): readonly Proposal[] {
  const condition = one.outline?.conditions.find((text) => /^\w+ = /.test(text));
  if (condition === undefined) return [];
  return [
    propose(one, "update_text_instruction", "The right SQL has this condition, so it should always hold.", {
      mode: "merge",
      content: `- Only include rows where ${condition}.`,
    }),
  ];
}
