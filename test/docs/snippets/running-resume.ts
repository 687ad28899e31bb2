import { SequentialEnhancer, type SequentialEnhancerOptions } from "genie-enhancer";

declare const options: SequentialEnhancerOptions;
declare const runId: string;

const enhancer = new SequentialEnhancer(options); // with the store that has the journal
const { summary, disposition } = await enhancer.resume(runId); // or cleanup(runId), which takes everything away

export {};
