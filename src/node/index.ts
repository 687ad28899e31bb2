export {
  type DatabricksCredentials,
  type DatabricksCredentialsOptions,
  databricksCredentials,
} from "./databricks-config.js";
export { directoryPrompts } from "./directory-prompts.js";
export { FileRunStore } from "./file-run-store.js";
export { JsonlReporter } from "./jsonl-reporter.js";
export { LlmRecordingFile } from "./llm-recording-file.js";
export { MarkdownReporter } from "./markdown-reporter.js";
