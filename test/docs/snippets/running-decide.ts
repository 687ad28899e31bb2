import { SequentialEnhancer, type SequentialEnhancerOptions } from "genie-enhancer";

declare const options: SequentialEnhancerOptions;
declare const runId: string;

const enhancer = new SequentialEnhancer(options);
await enhancer.decide(runId, "promote", { onDrift: "merge" }); // or "keep", "discard"
await enhancer.revertPromotion(runId); // if that was a mistake

export {};
