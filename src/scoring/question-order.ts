const ORDER_WORDS = new RegExp(
  [
    String.raw`\b(?:sort(?:ed|ing)?|order(?:ed|ing)? by|arranged?|rank(?:ed|ing|s)?|ascending|descending|alphabetical(?:ly)?|chronological(?:ly)?)\b`,
    String.raw`\b(?:in|by) (?:\w+ ){0,2}order\b`,
    String.raw`\b(?:top|bottom|first|last)[ -](?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty)\b`,
    String.raw`\b\w+(?:est|most|least) (?:to|first|last)\b`,
    String.raw`\b(?:most|least) recent first\b|\b(?:highest|lowest|largest|smallest|most|least|best|worst|newest|oldest) \w+ first\b`,
    String.raw`\bleaderboard\b`,
    // Korean, Japanese, Chinese
    "순위|정렬|오름차순|내림차순|순으로|순서대로|상위|하위|並べ|順位|順に|上位|昇順|降順|ランキング|排序|排名|升序|降序|前\\d+名",
    // Spanish, Portuguese, French, German
    String.raw`\b(?:orden(?:ad[oa]s?|ar|a|e)|ascendente|descendente|clasificad[oa]s?|ranking|classificad[oa]s?|tri(?:er|ée?s?)|class(?:er|ée?s?)|croissant|décroissant|sortier(?:t|e|en)|geordnet|aufsteigend|absteigend|rangliste)\b`,
  ].join("|"),
  "iu",
);

/**
 * Whether a question asks for its answer in an order: it sorts, ranks or asks for a top or bottom N. An ORDER BY in
 * the expected SQL matters only where the question wants one.
 */
export function questionAsksForOrder(question: string): boolean {
  return ORDER_WORDS.test(question);
}
