import fc from "fast-check";

const awkward = [
  "",
  "\0",
  "\uFEFF",
  "\r",
  "\r\n",
  "\n\n",
  "\t",
  "\u2028",
  "\ud800",
  "\u{1f4a9}",
  "'",
  '"',
  '""',
  "`",
  "```",
  "$$",
  "\\",
  "\\u0000",
  "--",
  "/*",
  "*/",
  ";",
  ",",
  "|",
  "#",
  "## 1. ",
  "---\n",
  "{{",
  "}}",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  ":",
  ": ",
  "&a",
  "*a",
  "!!js/function",
  "<<: *a",
  "__proto__",
  "constructor",
  '"__proto__":',
  "null",
  "NaN",
  "1e999",
  "-0",
  "$" + "{x}",
  "%s",
  "../",
  "..\\",
  "<script>",
  "]]>",
  "SELECT",
  "WITH",
  "UNION",
  "DROP TABLE x",
  "\u00a0",
  "İ",
  "ﬀ",
];

const deep = fc
  .record({
    open: fc.constantFrom("[", "{", "(", '{"a":', "[[", "/*", "- ", "`"),
    times: fc.integer({ min: 1, max: 3000 }),
  })
  .map(({ open, times }) => open.repeat(times));

const long = fc
  .record({
    piece: fc.constantFrom(...awkward.filter(Boolean), "a", " ", "a b ", "0"),
    times: fc.integer({ min: 1, max: 5000 }),
  })
  .map(({ piece, times }) => piece.repeat(times));

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...awkward) },
  { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: long },
);

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly kind: "insert" | "delete" | "repeat" | "replace" | "move";
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 30 }),
  kind: fc.constantFrom(
    "insert" as const,
    "delete" as const,
    "repeat" as const,
    "replace" as const,
    "move" as const,
  ),
  text: piece,
});

function applyEdit(text: string, { at, length, kind, text: given }: Edit): string {
  const start = Math.floor(at * text.length);
  const [before, middle, after] = [
    text.slice(0, start),
    text.slice(start, start + length),
    text.slice(start + length),
  ];
  switch (kind) {
    case "insert":
      return before + given + middle + after;
    case "delete":
      return before + after;
    case "repeat":
      return before + middle.repeat(3) + after;
    case "replace":
      return before + given + after;
    case "move":
      return after + middle + before;
  }
}

/** Texts that are nearly right, made of good ones, and texts that are not right at all. */
export function hostileText(...good: readonly string[]): fc.Arbitrary<string> {
  const nearly = fc
    .record({ text: fc.constantFrom(...good), edits: fc.array(edit, { minLength: 1, maxLength: 6 }) })
    .map(({ text, edits }) => edits.reduce(applyEdit, text));
  return fc.oneof(
    { weight: 6, arbitrary: nearly },
    { weight: 1, arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.json() },
  );
}
