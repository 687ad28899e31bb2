import type { Benchmark } from "../../benchmarks/benchmark.js";
import { demandingQuestions } from "./demanding-questions.js";
import { plainQuestions } from "./plain-questions.js";
import type { QuestionKind } from "./retail-question.js";

const difficulties: Readonly<Record<QuestionKind, string>> = {
  aggregation: "easy",
  filter: "easy",
  "top-n": "easy",
  "time-series": "medium",
  ratio: "medium",
  "business-term": "medium",
  "ambiguous-term": "medium",
  join: "hard",
  "out-of-reach": "hard",
};

/** The questions of the sample company; the first tag is a short name, `category` the kind of question. */
export const retailBenchmarks: readonly Benchmark[] = [...plainQuestions, ...demandingQuestions].map(
  ([name, category, question, expectedSql], index) => ({
    id: `01f0be0c${(index + 1).toString(16).padStart(24, "0")}`,
    question,
    expectedSql,
    category,
    difficulty: difficulties[category],
    tags: [name],
  }),
);
