import type { SpaceDocument } from "../space/space-document.js";
import { textOf } from "../space/text-pieces.js";
import type { Benchmark } from "./benchmark.js";

/** The benchmark questions that are stored in a space. Those without SQL are for people to judge and left out. */
export function benchmarksFromSpace(document: SpaceDocument): readonly Benchmark[] {
  return (document.data.benchmarks?.questions ?? []).flatMap(({ id, question, answer = [] }) => {
    const expectedSql = textOf(answer[0]?.content).trim();
    return expectedSql === "" ? [] : [{ id, question: textOf(question).trim(), expectedSql }];
  });
}
