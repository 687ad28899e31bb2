import { GenieEnhancerError, type SequentialEnhancer } from "genie-enhancer";

declare const enhancer: SequentialEnhancer;

try {
  await enhancer.run();
} catch (error) {
  if (!(error instanceof GenieEnhancerError)) throw error;
  console.error(error.code, error.message);
  process.exitCode = error.isRetryable ? 75 : 1;
}

export {};
