import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { OfflineAnalyst } from "genie-enhancer/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ingestAnswers } from "../../scripts/prompts/ingest-answers.js";
import { PromptFolder } from "../../scripts/prompts/prompt-folder.js";
import { renderPrompts } from "../../scripts/prompts/render-prompts.js";

const questions = ["orders-2024", "revenue-2024", "customers-by-country", "margin-by-category"];
let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "prompts-"));
});
afterAll(() => rm(root, { recursive: true }));

const fileIn = (folder: string, name: string) => join(root, folder, name);

/** What a model that gets the file and nothing else answers. */
async function answerFrom(folder: string): Promise<string> {
  const content = await readFile(fileIn(folder, "prompt.md"), "utf8");
  const llm = new OfflineAnalyst({ makesMistakes: false });
  const { text } = await llm.generate({ messages: [{ role: "user", content }], purpose: { kind: "other" } });
  return text;
}

describe("prompts as files", () => {
  it("are those of a folder as they stand, and answers to others are told", async () => {
    const texts = join(root, "texts");
    const folder = join(root, "edited");
    await cp(fileURLToPath(new URL("../../prompts", import.meta.url)), texts, { recursive: true });
    const manifest = JSON.parse(await readFile(join(texts, "manifest.json"), "utf8"));
    await cp(join(texts, "v2"), join(texts, "v3"), { recursive: true });
    for (const id of manifest.versions.v2) {
      const path = join(texts, "v3", `${id}.md`);
      await writeFile(
        path,
        `${(await readFile(path, "utf8")).replace("version: v2", "version: v3")}\nBe brief.\n`,
      );
    }
    manifest.versions.v3 = manifest.versions.v2;
    await writeFile(join(texts, "manifest.json"), JSON.stringify(manifest));
    const { index } = await renderPrompts({
      folder,
      version: "v3",
      prompts: texts,
      questions: ["revenue-2024"],
    });
    expect(index.version).toBe("v3");
    const [analysis] = index.prompts;
    expect(await readFile(join(folder, analysis?.folder ?? "", "prompt.md"), "utf8")).toContain("Be brief.");
    expect(await ingestAnswers(folder, { prompts: texts })).toMatchObject({ unknownAnalyses: 0 });

    const edited = join(texts, "v3", "best-practices.md");
    await writeFile(edited, `${await readFile(edited, "utf8")}!`);
    expect(await ingestAnswers(folder, { prompts: texts })).toMatchObject({ unknownAnalyses: 1 });
    await expect(renderPrompts({ folder, questions: ["revenue"] })).rejects.toThrow(
      /No question is called revenue\. There are: .*revenue-2024/,
    );
    await expect(ingestAnswers(texts)).rejects.toThrow(/holds no prompts/);
  }, 120_000);

  it("are answered by whoever reads them, and the loop runs with the answers", async () => {
    const { index } = await renderPrompts({ folder: root, questions });
    expect(index.version).toBe("v2");
    const analyses = index.prompts.filter(({ kind }) => kind === "analysis");
    const judge = index.prompts.find(({ kind }) => kind === "judge");
    expect(analyses.map(({ about }) => about)).toHaveLength(3);
    for (const { folder } of index.prompts) {
      const schema: unknown = JSON.parse(await readFile(fileIn(folder, "schema.json"), "utf8"));
      expect(schema).toMatchObject({ type: "object", properties: expect.any(Object) });
    }
    expect(await readFile(fileIn(analyses[0]?.folder ?? "", "prompt.md"), "utf8")).toMatch(
      /^<!-- system -->[\s\S]*<!-- user -->[\s\S]*<<<DATA failures/,
    );

    // One is answered well, one in prose, one with a fix that cannot be applied; the judge's is cut off.
    const [good, prose, wrong] = analyses.map(({ folder }) => folder);
    const answer = await answerFrom(good ?? "");
    await writeFile(fileIn(good ?? "", "answer.json"), answer);
    await writeFile(fileIn(prose ?? "", "answer.md"), "I would add a synonym.");
    const unknown = {
      type: "add_synonym",
      table: "retail.sales.nowhere",
      column: "x",
      synonym: "y",
      claims: [],
    };
    await writeFile(fileIn(wrong ?? "", "answer.txt"), JSON.stringify({ diagnosis: "", fixes: [unknown] }));
    await writeFile(fileIn(judge?.folder ?? "", "answer.json"), '{"isCorrect": tr');

    const report = await ingestAnswers(root);
    expect(report.analyses).toMatchObject({ prompts: 3, answered: 3, validJson: 2 });
    expect(report.analyses.problems).toEqual([expect.stringContaining("holds no JSON object")]);
    const proposed = JSON.parse(answer).fixes.length;
    expect(proposed).toBeGreaterThan(0);
    expect(report.fixes).toMatchObject({ proposed: proposed + 1, valid: proposed });
    expect(report.fixes.refusals).toEqual([expect.stringContaining("retail.sales.nowhere")]);
    expect(report.judgements).toMatchObject({ prompts: 1, answered: 1, validJson: 0, right: 0 });
    expect(report.run.kept).toBeGreaterThan(0);
    expect(report.run.finalScore).toBeGreaterThan(report.run.initialScore);

    // Both faulty answers were asked back about, once each.
    expect(report.followUps).toBe(2);
    const followUps = (await PromptFolder.open(root)).index.prompts.filter(
      ({ kind }) => kind === "follow-up",
    );
    const texts = await Promise.all(
      followUps.map(({ folder }) => readFile(fileIn(folder, "prompt.md"), "utf8")),
    );
    expect(texts.join()).toContain("I would add a synonym.");
    expect(texts.join()).toContain("retail.sales.nowhere");
    expect(texts).toHaveLength(2);
  }, 120_000);
});
