import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { answerQuestion } from "../../../src/testing/genie/answer-question.js";
import { catalog, now, shop } from "./shop.js";

describe("a question that can be read in two ways", () => {
  const ask = (question: string, document: ReturnType<typeof shop>, asksWhenAmbiguous: boolean) =>
    answerQuestion({ question, document, catalog, now, asksWhenAmbiguous });

  it("is asked back where Genie is to, and otherwise answered by the first name", () => {
    const synonyms = { synonyms: ["revenue"] };
    const document = shop({ columns: { "orders.amt_a": synonyms, "orders.amt_b": synonyms } });
    const question = "What is the total revenue?";
    expect(ask(question, document, false).sql).toContain("SUM(amt_a)");
    expect(ask(question, document, true)).toMatchObject({
      isClarification: true,
      text: 'What do you mean by "revenue": amt_a or amt_b?',
    });
    const clear = shop({ columns: { "orders.amt_b": synonyms } });
    expect(ask(question, clear, true).sql).toContain("SUM(amt_b)");
  });

  it("may be about two tables", () => {
    const document = shop({
      descriptions: { orders: "Dispatches.", evt_log: "Dispatches." },
      columns: { "orders.amt_a": { synonyms: ["cost"] }, "evt_log.pg_cnt": { synonyms: ["cost"] } },
    });
    expect(ask("What is the total cost?", document, true).text).toBe(
      "Do you mean shop.main.evt_log or shop.main.orders?",
    );
  });

  it("is asked back in a message of the workspace, by its knob", async () => {
    const workspace = await SimulatedWorkspace.create({
      tables: {
        "shop.main.sales": {
          columns: [
            { name: "price_a", type: "INT" },
            { name: "price_b", type: "INT" },
          ],
          rows: [[1, 2]],
        },
      },
      spaces: [
        {
          title: "Sales",
          document: { version: 2, data_sources: { tables: [{ identifier: "shop.main.sales" }] } },
        },
      ],
      knobs: { answerMs: 0 },
    });
    const messages = async () => {
      const response = await workspace.fetch(
        `${workspace.host}/api/2.0/genie/spaces/${workspace.spaces[0]?.id}/start-conversation`,
        {
          method: "POST",
          body: JSON.stringify({ content: "What is the average price?" }),
          headers: { authorization: `Bearer ${simulatedToken}` },
        },
      );
      const { message } = await response.json();
      return message.attachments;
    };
    expect((await messages())[0].query.query).toContain("AVG(price_a)");
    workspace.knobs.asksWhenAmbiguous = true;
    expect(await messages()).toEqual([
      {
        attachment_id: expect.any(String),
        text: { content: 'What do you mean by "price": price_a or price_b?', purpose: "FOLLOW_UP_QUESTION" },
      },
    ]);
    await workspace.close();
  });
});
