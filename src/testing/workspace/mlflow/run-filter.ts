import { invalid } from "../service-error.js";
import type { MlflowRun } from "./mlflow-run.js";

const comparison =
  /^\s*(?:(params?|parameters?|tags?|attributes?|attr|run)\.)?(`[^`]+`|"[^"]+"|[\w.-]+)\s*(=|!=)\s*(?:'([^']*)'|"([^"]*)")\s*$/;

/**
 * Reads a filter of `runs/search`: comparisons of parameters, tags and attributes with text, joined by AND.
 * @throws ServiceError INVALID_PARAMETER_VALUE for anything else
 */
export function runFilter(filter: string): (run: MlflowRun) => boolean {
  if (filter.trim() === "") return () => true;
  const tests = filter.split(/\s+and\s+/i).map((part) => {
    const match = comparison.exec(part);
    if (!match)
      throw invalid(
        `The simulated workspace reads filters such as "tags.key = 'value' AND params.x != 'y'", but got '${part}'.`,
      );
    const [, kind = "attributes", quoted = "", operator, single, double] = match;
    const key = quoted.replace(/^[`"]|[`"]$/g, "");
    const wanted = single ?? double ?? "";
    return (run: MlflowRun) => {
      const value = memberOf(run, kind, key);
      return value !== undefined && (value === wanted) === (operator === "=");
    };
  });
  return (run) => tests.every((test) => test(run));
}

function memberOf(run: MlflowRun, kind: string, key: string): string | undefined {
  if (kind.startsWith("param")) return run.params.get(key);
  if (kind.startsWith("tag")) return run.tags.get(key);
  const attributes = new Map([
    ["status", run.status],
    ["run_id", run.id],
    ["run_name", run.name],
  ]);
  const value = attributes.get(key);
  if (value === undefined) throw invalid(`Invalid attribute key '${key}'.`);
  return value;
}
