import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { LlmReplayError, type LlmRequest, RecordingLlm, ReplayLlm } from "genie-enhancer";
import { LlmRecordingFile } from "genie-enhancer/node";
import { ScriptedLlm } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";

function ask(content: string, more: Partial<LlmRequest> = {}): LlmRequest {
  return { messages: [{ role: "user", content }], purpose: { kind: "other" }, ...more };
}

/** Has these texts answered in order and gives the recording. */
async function record(requests: readonly LlmRequest[], answers: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const llm = new RecordingLlm({ llm: new ScriptedLlm(answers), write: (line) => void lines.push(line) });
  for (const request of requests) await llm.generate(request);
  return lines.join("\n");
}

describe("a recorded model", () => {
  it("answers as the model did, in any order, with usage and model", async () => {
    const recording = await record([ask("a"), ask("b")], ["1", "2"]);
    const replay = new ReplayLlm({ recording });
    expect((await replay.generate(ask("b"))).text).toBe("2");
    expect(await replay.generate(ask("a"))).toEqual({
      text: "1",
      finishReason: "stop",
      usage: { inputTokens: 100, outputTokens: 20 },
      model: "scripted",
    });
    expect(() => replay.assertDone()).not.toThrow();
  });

  it("gives a repeated request its answers one after the other, and no further", async () => {
    const replay = new ReplayLlm({ recording: await record([ask("a"), ask("a")], ["1", "2"]) });
    expect((await replay.generate(ask("a"))).text).toBe("1");
    expect((await replay.generate(ask("a"))).text).toBe("2");
    await expect(replay.generate(ask("a"))).rejects.toThrow(/no answer left/);
  });

  it.each([
    ["another text", ask("A")],
    ["another temperature", ask("a", { temperature: 0 })],
    ["another limit", ask("a", { maxOutputTokens: 5 })],
    ["another form", ask("a", { outputSchema: { name: "x", schema: { type: "object" } } })],
    ["another role", { messages: [{ role: "system", content: "a" }], purpose: { kind: "other" } }],
  ] as const)("has no answer for %s", async (_, request) => {
    const replay = new ReplayLlm({ recording: await record([ask("a")], ["1"]) });
    await expect(replay.generate(request)).rejects.toBeInstanceOf(LlmReplayError);
    expect(() => replay.assertDone()).toThrow(/1 answers that nobody asked for/);
  });

  it("holds no secrets, and is handed on as it is written down", async () => {
    const lines: string[] = [];
    const secret = "dapi0123456789abcdef0123456789abcdef";
    const llm = new RecordingLlm({
      llm: new ScriptedLlm([`Use ${secret}.`]),
      write: (line) => void lines.push(line),
    });
    const { text } = await llm.generate(ask(`What is ${secret}?`));
    expect(lines.join()).not.toContain(secret);
    const replay = new ReplayLlm({ recording: lines.join("\n") });
    expect((await replay.generate(ask(`What is ${secret}?`))).text).toBe(text);
    expect(text).not.toContain(secret);
  });

  it("does not look at what the model does not see", async () => {
    const replay = new ReplayLlm({ recording: await record([ask("a")], ["1"]) });
    const request = ask("a", { purpose: { kind: "judge-answer", input: { now: 17 } } });
    expect((await replay.generate(request)).text).toBe("1");
  });

  it("records no failure, and hands it on", async () => {
    const outage = new Error("no route to host");
    const lines: string[] = [];
    const llm = new RecordingLlm({ llm: new ScriptedLlm([outage]), write: (line) => void lines.push(line) });
    await expect(llm.generate(ask("a"))).rejects.toBe(outage);
    expect(lines).toEqual([]);
  });

  it("keeps every text to the letter", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "binary" }),
        async (asked, text) => {
          const recording = await record([ask(asked)], [text]);
          expect(recording.split("\n")).toHaveLength(1);
          expect((await new ReplayLlm({ recording }).generate(ask(asked))).text).toBe(text);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("names the lines of a recording that are none", () => {
    expect(() => new ReplayLlm({ recording: '\n{"request":"x"}\nno json\n' })).toThrow(/line 2.*line 3/s);
  });

  it("stops when the caller gave up", async () => {
    const reason = new Error("enough");
    const replay = new ReplayLlm({ recording: await record([ask("a")], ["1"]) });
    await expect(replay.generate(ask("a"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("LlmRecordingFile", () => {
  it("keeps a recording that another process can replay, for its owner only", async () => {
    const folder = await mkdtemp(join(tmpdir(), "recording-"));
    try {
      const path = join(folder, "deep/answers.jsonl");
      const file = new LlmRecordingFile({ path });
      const llm = new RecordingLlm({ llm: new ScriptedLlm(["1", "2", "3"]), write: file.write });
      await Promise.all(["a", "b", "c"].map((text) => llm.generate(ask(text))));
      const replay = new ReplayLlm({ recording: await new LlmRecordingFile({ path }).read() });
      const texts = await Promise.all(["c", "b", "a"].map((text) => replay.generate(ask(text))));
      expect(texts.map(({ text }) => text)).toEqual(["3", "2", "1"]);
      expect((await stat(path)).mode & 0o077).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("ScriptedLlm", () => {
  it("refuses a request beyond its script, and tells of it at the end", async () => {
    const llm = new ScriptedLlm(["1"]);
    await llm.generate(ask("a"));
    const swallowed = await llm.generate(ask("b")).catch(() => "swallowed");
    expect(swallowed).toBe("swallowed");
    expect(() => llm.assertDone()).toThrow(/request 2 \(other\), but its script has no step/);
  });

  it("refuses a request of another purpose or without an expected text", async () => {
    const wrongPurpose = new ScriptedLlm([{ purpose: "judge-answer", text: "1" }]);
    await expect(wrongPurpose.generate(ask("a"))).rejects.toThrow(/expects one of judge-answer/);
    const wrongText = new ScriptedLlm([{ includes: "revenue", text: "1" }]);
    await expect(wrongText.generate(ask("orders"))).rejects.toThrow(/expects "revenue"/);
    expect(() => wrongText.assertDone()).toThrow(/expects "revenue"/);
    const right = new ScriptedLlm([
      { purpose: "other", includes: "revenue", text: "1", finishReason: "length" },
    ]);
    expect(await right.generate(ask("revenue?"))).toMatchObject({ text: "1", finishReason: "length" });
    expect(() => right.assertDone()).not.toThrow();
  });

  it("tells of steps that nobody asked for", async () => {
    const llm = new ScriptedLlm(["1", "2"]);
    await llm.generate(ask("a"));
    expect(() => llm.assertDone()).toThrow(/1 steps that nobody asked for/);
  });
});
