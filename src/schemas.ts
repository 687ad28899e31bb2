/** Entry `genie-enhancer/schemas`: zod schemas of the data that this library reads and writes. */
export { SerializedSpaceSchema } from "./space/serialized-space-schema.js";
