import { CatalogClient, defaultFixTypes, FixTypeRegistry } from "genie-enhancer";
import { retailTrial } from "genie-enhancer/testing";
import { type AnswerContext, measureAnswer } from "../../src/analysis/answer-quality.js";
import { readAnswer } from "../../src/llm/structured-output.js";
import { VerdictSchema } from "../../src/scoring/judge.js";
import { FolderLlm } from "./folder-llm.js";
import { loadPrompts } from "./load-prompts.js";
import { PromptFolder } from "./prompt-folder.js";
import { questionsNamed } from "./render-prompts.js";

/** What the answers in a folder came to. */
export interface IngestReport {
  readonly analyses: {
    readonly prompts: number;
    readonly answered: number;
    /** Of the answers, as they are. */
    readonly validJson: number;
    /** What is wrong with the others, with the folder. */
    readonly problems: readonly string[];
  };
  readonly fixes: { readonly proposed: number; readonly valid: number; readonly refusals: readonly string[] };
  readonly judgements: {
    readonly prompts: number;
    readonly answered: number;
    readonly validJson: number;
    /** Of the valid ones, those that find the answer right all the same. */
    readonly right: number;
    readonly problems: readonly string[];
  };
  /** Questions back that wait in the folder for an answer. */
  readonly followUps: number;
  /** Analyses that the run asked for and the folder does not hold: its prompts are not those of today. */
  readonly unknownAnalyses: number;
  readonly run: {
    readonly tried: number;
    readonly kept: number;
    readonly initialScore: number;
    readonly finalScore: number;
    readonly decisions: readonly {
      readonly fix: string;
      readonly isKept: boolean;
      readonly reason: string;
    }[];
  };
}

/** Reads the answers beside the prompts of a folder, checks each, and runs the loop with them. */
export async function ingestAnswers(
  path: string,
  { prompts: texts }: { readonly prompts?: string | undefined } = {},
): Promise<IngestReport> {
  const folder = await PromptFolder.open(path);
  const llm = new FolderLlm(folder);
  const { version, questions } = folder.index;
  const prompts = loadPrompts(texts, version);
  const benchmarks = questionsNamed(questions);
  const { workspace, connection, spaceId, enhancer } = await retailTrial({ llm, prompts, benchmarks });
  try {
    const document = workspace.documentOf(spaceId);
    const tables = document.sources.map(({ identifier }) => identifier);
    const catalog = await new CatalogClient({ connection }).describe(tables);
    const registry = new FixTypeRegistry(defaultFixTypes);
    const checked = await checkAnalyses(folder, { registry, document, catalog });
    const judgements = await checkJudgements(folder);
    const { summary } = await enhancer.run();
    return {
      ...checked,
      judgements,
      followUps: llm.unansweredFollowUps,
      unknownAnalyses: llm.unknownAnalyses,
      run: {
        tried: summary.decided.length,
        kept: summary.decided.filter(({ isKept }) => isKept).length,
        initialScore: summary.initialScore.value,
        finalScore: summary.finalScore.value,
        decisions: summary.decided.map(({ fix, isKept, reason }) => ({
          fix: fix.description,
          isKept,
          reason,
        })),
      },
    };
  } finally {
    await workspace.close();
  }
}

async function answersOf(folder: PromptFolder, kind: "analysis" | "judge") {
  const prompts = folder.index.prompts.filter((prompt) => prompt.kind === kind);
  const all = await Promise.all(
    prompts.map(async (prompt) => ({ name: prompt.folder, text: await folder.answerTo(prompt) })),
  );
  const answers = all.flatMap(({ name, text }) =>
    text === undefined ? [] : [{ name, response: { text, finishReason: "stop" } as const }],
  );
  return { prompts: prompts.length, answered: answers.length, answers };
}

async function checkAnalyses(
  folder: PromptFolder,
  context: AnswerContext,
): Promise<Pick<IngestReport, "analyses" | "fixes">> {
  const { answers, ...counts } = await answersOf(folder, "analysis");
  const measured = await Promise.all(
    answers.map(async ({ name, response }) => ({ name, ...(await measureAnswer(response, context)) })),
  );
  const sum = (member: "proposed" | "valid") => measured.reduce((total, one) => total + one[member], 0);
  return {
    analyses: {
      ...counts,
      validJson: measured.filter(({ isValidJson }) => isValidJson).length,
      problems: measured.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem}`] : [])),
    },
    fixes: {
      proposed: sum("proposed"),
      valid: sum("valid"),
      refusals: measured.flatMap(({ name, refusals }) => refusals.map((refusal) => `${name}: ${refusal}`)),
    },
  };
}

async function checkJudgements(folder: PromptFolder): Promise<IngestReport["judgements"]> {
  const { answers, ...counts } = await answersOf(folder, "judge");
  const read = answers.map(({ name, response }) => ({
    name,
    reading: readAnswer(response, { schema: VerdictSchema }),
  }));
  return {
    ...counts,
    validJson: read.filter(({ reading }) => reading.ok).length,
    right: read.filter(({ reading }) => reading.ok && reading.value.isCorrect).length,
    problems: read.flatMap(({ name, reading }) => (reading.ok ? [] : [`${name}: ${reading.problem}`])),
  };
}
