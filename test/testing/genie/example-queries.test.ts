import { describe, expect, it } from "vitest";
import { ask } from "./shop.js";

const sql = ["SELECT COUNT(*) FROM shop.main.orders WHERE ord_dt >= :start_date AND ord_dt < :end_date"];
const parameter = (name: string, type_hint: string, value?: string) => ({
  name,
  type_hint,
  ...(value === undefined ? {} : { default_value: { values: [value] } }),
});

describe("parameters of example queries", () => {
  it("fills dates from the period, the end as the SQL wants it", () => {
    const example = {
      question: ["Orders shipped late"],
      sql,
      parameters: [
        parameter("start_date", "DATE", "2024-01-01"),
        parameter("end_date", "DATE", "2025-01-01"),
      ],
    };
    const filled = (text: string) =>
      ask("How many orders were shipped late in March 2025?", {
        examples: [{ ...example, sql: [text] }],
      }).parameters?.map(({ value }) => value);
    expect(filled(sql.join(""))).toEqual(["2025-03-01", "2025-04-01"]);
    expect(
      filled("SELECT COUNT(*) FROM shop.main.orders WHERE ord_dt BETWEEN :start_date AND :end_date"),
    ).toEqual(["2025-03-01", "2025-03-31"]);
  });

  it("keeps a default that the question says nothing about", () => {
    const examples = [
      {
        question: ["Orders shipped late"],
        sql: ["SELECT 1 WHERE :days > 1"],
        parameters: [parameter("days", "INTEGER", "3")],
      },
    ];
    expect(ask("Which orders were shipped late?", { examples }).parameters).toEqual([
      { name: "days", type: "INTEGER", value: "3" },
    ]);
    expect(ask("Which orders were shipped late by 5 days?", { examples }).parameters?.[0]?.value).toBe("5");
  });

  it("is not used when a parameter stays empty", () => {
    const examples = [
      {
        question: ["Orders shipped late"],
        sql,
        parameters: [parameter("start_date", "DATE"), parameter("end_date", "DATE")],
      },
    ];
    expect(ask("Which orders were shipped late?", { examples }).parameters).toBeUndefined();
  });

  it("finds a stored value by the words of its code list", () => {
    const examples = [
      {
        question: ["Biggest spenders of the {tier} tier"],
        sql: ["SELECT name FROM shop.main.customers WHERE tier_cd = :tier"],
        parameters: [parameter("tier", "STRING", "S")],
      },
    ];
    const columns = { "customers.tier_cd": { description: ["G = gold, S = silver"] } };
    expect(
      ask("Who are the biggest spenders of the gold tier?", { columns, examples }).parameters?.[0]?.value,
    ).toBe("G");
  });

  it("obeys the guidance on when not to use it", () => {
    const example = { question: ["Late orders"], sql: ["SELECT 7"] };
    const guided = { ...example, usage_guidance: ["Use for delays. Do not use for cancelled orders."] };
    const question = "How many late orders were cancelled?";
    expect(ask(question, { examples: [example] }).sql).toBe("SELECT 7");
    expect(ask(question, { examples: [guided] }).sql).not.toBe("SELECT 7");
  });
});
