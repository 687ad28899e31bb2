import { readQuestion } from "./question-reading.js";
import { readTime } from "./time-expressions.js";
import { type Token, tokenize } from "./tokenizer.js";

/** What introduces a question that goes on from the one before. */
const leadIn =
  /^\s*(?:(?:and|but|now|then|ok|okay|also|no|yes|please|i mean(?:t)?|(?:show|give|split|break|make)(?: (?:it|me|that|this|them))*(?: down)?)\b[\s,]*)*(?:(?:what|how) about|(?:the )?same(?: thing)?(?= (?:for|in|by|per))|only|just|instead)?\b[\s,]*/i;
const opensCondition =
  /^(?:by|per|each|every|across|for|in|from|with|where|that|who|during|at|on|since|between|over|under|above|below|before|after|until|this|last|within|without|among|having)\b/i;

/** How a question was read. */
export interface FollowUp {
  /** The whole question. */
  readonly question: string;
  readonly isFollowUp: boolean;
}

/**
 * Reads a question together with the one before, where it names nothing of its own to measure or count: "and in
 * 2023?" after "total revenue by region in 2024" is "total revenue by region in 2023". Its period takes the place of
 * the earlier one, its breakdown ("by product") that of the earlier breakdown; everything else is added as a condition.
 *
 * @param now milliseconds since the epoch, for periods such as "last month"
 */
export function readFollowUp(question: string, earlier: string | undefined, now: number): FollowUp {
  const introduction = leadIn.exec(question)?.[0] ?? "";
  const rest = question.slice(introduction.length).trim();
  const isIntroduced = /\b(?:about|same|only|just|instead)\b/i.test(introduction);
  const follow = read(rest, now);
  const isOwn =
    earlier === undefined ||
    rest === "" ||
    follow.isCount ||
    follow.aggregate !== undefined ||
    follow.share !== undefined ||
    follow.ranking !== undefined ||
    follow.subject.length > 0 ||
    (follow.head.length > 0 && !isIntroduced);
  if (isOwn) return { question, isFollowUp: false };
  const before = read(earlier, now);
  const dropped = new Set([
    ...(follow.time.range === undefined ? [] : before.time.consumed),
    ...(follow.dimensions.length === 0 ? [] : breakdownOf(before)),
  ]);
  const kept = before.tokens.filter((token, index) => !dropped.has(index) && token.kind !== "mark");
  const condition = opensCondition.test(rest) || follow.time.consumed.has(0) ? rest : `for ${rest}`;
  return { question: `${kept.map(textOf).join(" ")} ${condition}`, isFollowUp: true };
}

function read(text: string, now: number) {
  const tokens = tokenize(text);
  return readQuestion(tokens, readTime(tokens, now, {}));
}

/** Positions of the words of a breakdown, with the "by" in front and the "and" between. */
function breakdownOf({ tokens, dimensions }: ReturnType<typeof read>): readonly number[] {
  return dimensions.flatMap((segment) => {
    const first = segment[0] ?? 0;
    let start = first;
    while (start > 0 && isLink(tokens[start - 1])) start -= 1;
    return [...segment, ...Array.from({ length: first - start }, (_, index) => start + index)];
  });
}

function isLink(token: Token | undefined): boolean {
  return (
    token?.isStop === true || ["per", "each", "every", "across"].includes(token?.text.toLowerCase() ?? "")
  );
}

function textOf({ kind, text }: Token): string {
  return kind === "quoted" ? `"${text}"` : text;
}
