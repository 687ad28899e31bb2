import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTime } from "../../../src/testing/genie/time-expressions.js";
import { tokenize } from "../../../src/testing/genie/tokenizer.js";

const now = Date.UTC(2025, 5, 30, 12);
const rangeOf = (question: string, fiscalYearStart?: number) =>
  readTime(tokenize(question), now, { fiscalYearStart }).range;

describe("readTime", () => {
  it.each([
    ["orders in 2024", "2024-01-01", "2025-01-01"],
    ["orders in Q3 2024", "2024-07-01", "2024-10-01"],
    ["orders in 2024 Q3", "2024-07-01", "2024-10-01"],
    ["orders in the third quarter of 2024", "2024-07-01", "2024-10-01"],
    ["orders in the first half of 2024", "2024-01-01", "2024-07-01"],
    ["orders in March 2025", "2025-03-01", "2025-04-01"],
    ["orders in September", "2024-09-01", "2024-10-01"],
    ["orders last month", "2025-05-01", "2025-06-01"],
    ["orders last quarter", "2025-01-01", "2025-04-01"],
    ["orders in the previous year", "2024-01-01", "2025-01-01"],
    ["orders this week", "2025-06-30", "2025-07-07"],
    ["orders year to date", "2025-01-01", "2025-07-01"],
    ["orders over the last 3 months", "2025-03-01", "2025-06-01"],
    ["orders in the past 7 days", "2025-06-24", "2025-07-01"],
    ["orders between 2024-03-05 and 2024-03-09", "2024-03-05", "2024-03-10"],
    ["orders between March and May 2024", "2024-03-01", "2024-06-01"],
    ["orders from November 2023 to February 2024", "2023-11-01", "2024-03-01"],
    ["orders in 2023 and 2024", "2023-01-01", "2025-01-01"],
    ["orders on 5 May 2024", "2024-05-05", "2024-05-06"],
    ["orders yesterday", "2025-06-29", "2025-06-30"],
  ])("reads %s", (question, start, end) => {
    expect(rangeOf(question)).toEqual({ start, end });
  });

  it("leaves an open end open", () => {
    expect(rangeOf("orders since March 2024")).toEqual({ start: "2024-03-01" });
    expect(rangeOf("orders before 2023")).toEqual({ end: "2023-01-01" });
    expect(rangeOf("orders after 2023")).toEqual({ start: "2024-01-01" });
  });

  it("moves fiscal years by the month they start in", () => {
    expect(rangeOf("orders in fiscal year 2024")).toEqual({ start: "2024-01-01", end: "2025-01-01" });
    expect(rangeOf("orders in FY2024", 4)).toEqual({ start: "2024-04-01", end: "2025-04-01" });
    expect(rangeOf("orders last fiscal year", 2)).toEqual({ start: "2024-02-01", end: "2025-02-01" });
  });

  it("tells a unit from a period", () => {
    const reading = readTime(tokenize("monthly orders in 2024"), now);
    expect(reading.grain).toBe("month");
    expect(reading.words).toBe("in 2024");
    expect(readTime(tokenize("orders over time"), now).grain).toBe("month");
    expect(rangeOf("the 5 largest stores")).toBeUndefined();
  });

  it("takes every year as that year", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2098 }), (year) => {
        expect(rangeOf(`How many orders were placed in ${year}?`)).toEqual({
          start: `${year}-01-01`,
          end: `${year + 1}-01-01`,
        });
      }),
    );
  });
});
