import { ConfigurationError } from "../../errors/configuration-error.js";

/**
 * Marks a metric view as made by one run: a comment line at the head of its YAML. It changes no answer, and it is
 * gone once somebody saves the view by hand, so that the view counts as theirs from then on.
 * @throws ConfigurationError when the id holds a blank or "$", or is empty.
 */
export function viewMarker(runId: string): string {
  if (!/^[^\s$]+$/.test(runId))
    throw new ConfigurationError("metric view marker", [
      { path: "runId", message: `"${runId}" cannot mark a view: use a run id without blanks and "$"` },
    ]);
  return `# genie-enhancer run=${runId}`;
}

/** The run that made a view, read from its definition; undefined for a view that this library did not make. */
export function viewOwner(definition: string): string | undefined {
  return /^# genie-enhancer run=(\S+)$/m.exec(definition)?.[1];
}
