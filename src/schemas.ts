/** Entry `genie-enhancer/schemas`: zod schemas of the data that this library reads and writes. */
export { BenchmarkSchema } from "./benchmarks/benchmark-schema.js";
export { SerializedSpaceSchema } from "./space/serialized-space-schema.js";
