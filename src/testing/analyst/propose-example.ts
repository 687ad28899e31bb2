import { type Case, type Proposal, propose } from "./case.js";

/**
 * An example query made from the expected SQL: each date becomes a parameter, and the question loses its period.
 * Without a date nothing varies, and the example would be a mere copy; a careful model would not propose it.
 */
export function exampleFrom(one: Case): readonly Proposal[] {
  const { failure } = one;
  const names = new Map<string, string>();
  const sql = (failure.expectedSql ?? "").replace(/DATE '(\d{4}-\d\d-\d\d)'/gi, (_, day: string) => {
    const name =
      names.get(day) ??
      (names.size === 0 ? "start_date" : names.size === 1 ? "end_date" : `date_${names.size + 1}`);
    names.set(day, name);
    return `:${name}`;
  });
  if (names.size === 0) return [];
  return [
    propose(one, "add_example_query", "The answer has a shape that descriptions cannot convey.", {
      question: familyOf(failure.question),
      sql,
      parameters: [...names].map(([day, name]) => ({
        name,
        typeHint: "DATE",
        defaultValue: day,
        description:
          name === "start_date"
            ? "First day of the period"
            : name === "end_date"
              ? "Day after the period"
              : "A day",
      })),
      usageGuidance: `Questions for ${familyOf(failure.question).toLowerCase()}, whatever the period.`,
    }),
  ];
}

/** A question without its period and its opening words. */
function familyOf(question: string): string {
  const family = question
    .replace(
      /\b(?:in|for|during|over|of)\s+(?:the\s+)?(?:months of\s+)?(?:q[1-4]\s+|fiscal year\s+|[A-Z][a-z]+\s+)?\d{4}\b/g,
      "",
    )
    .replace(
      /^(?:what (?:was|is|are|were)(?: the| our)?|show(?: me)?(?: the)?|how many|how much|count(?: the)?|which)\s+/i,
      "",
    )
    .replace(/[?.\s]+$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return family.charAt(0).toUpperCase() + family.slice(1);
}
