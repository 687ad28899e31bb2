import { SequentialEnhancer, type SequentialEnhancerOptions } from "genie-enhancer";

declare const options: SequentialEnhancerOptions;

const prices = { perMillionInputTokens: 3, perMillionOutputTokens: 15 };
const enhancer = new SequentialEnhancer({ ...options, prices, budget: { questions: 500, minutes: 240, cost: 5 } });

const { questions, minutes, cost } = await enhancer.estimate(); // before: each as { low, expected, high }
const { summary } = await enhancer.run();
const { questionsAsked, llmCalls, inputTokens, outputTokens, cost: spent } = summary.usage; // after

export {};
