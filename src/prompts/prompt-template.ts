import { parse } from "yaml";
import { z } from "zod";
import { PromptError } from "../errors/prompt-error.js";
import { hashText } from "../util/hash.js";

const HeadSchema = z.strictObject({
  id: z.string().min(1),
  purpose: z.string().min(1),
  variables: z.array(z.string().regex(/^[a-z][a-z0-9_]*$/)),
});

/** A prompt text with its places to fill in. */
export interface PromptTemplate {
  readonly id: string;
  readonly version: string;
  readonly purpose: string;
  /** Names of the places in the text. */
  readonly variables: readonly string[];
  readonly text: string;
  /** SHA-256 of the whole file: traces a result to the very text that made it. */
  readonly hash: string;
}

const place = /\{\{([a-z][a-z0-9_]*)\}\}/g;

/**
 * Reads a prompt file: a head between `---` lines, then the text.
 * @throws PromptError when the head is malformed, or its variables are not those of the text.
 */
export function parsePromptTemplate(
  file: string,
  { path, version }: { readonly path: string; readonly version: string },
): PromptTemplate {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(file.replaceAll("\r\n", "\n"));
  if (!match) throw new PromptError(`${path} must begin with a head between two lines of "---".`);
  const head = HeadSchema.safeParse(readYaml(match[1] ?? "", path));
  if (!head.success) {
    const issues = head.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`);
    throw new PromptError(`The head of ${path} is wrong: ${issues.join("; ")}.`);
  }
  const text = (match[2] ?? "").trim();
  requireSame(
    path,
    head.data.variables,
    [...text.matchAll(place)].map(([, name = ""]) => name),
  );
  return { ...head.data, version, text, hash: hashText(file) };
}

function readYaml(head: string, path: string): unknown {
  try {
    return parse(head);
  } catch (cause) {
    throw new PromptError(`The head of ${path} is not YAML.`, { cause });
  }
}

function requireSame(path: string, declared: readonly string[], used: readonly string[]): void {
  const missing = used.filter((name) => !declared.includes(name));
  const unused = declared.filter((name) => !used.includes(name));
  if (missing.length > 0)
    throw new PromptError(`${path} uses {{${missing[0]}}}, which its head does not declare.`);
  if (unused.length > 0)
    throw new PromptError(`${path} declares the variable ${unused[0]}, which its text does not use.`);
}

/**
 * Fills in the places of a template, once: a value that looks like a place stays as it is.
 * @throws PromptError when a variable is missing, or one is given that the template does not have.
 */
export function renderTemplate(
  { id, text, variables }: PromptTemplate,
  values: Readonly<Record<string, string>>,
): string {
  const missing = variables.filter((name) => values[name] === undefined);
  const unknown = Object.keys(values).filter((name) => !variables.includes(name));
  if (missing.length > 0) throw new PromptError(`Prompt ${id} needs a value for ${missing.join(", ")}.`);
  if (unknown.length > 0) throw new PromptError(`Prompt ${id} has no place for ${unknown.join(", ")}.`);
  return text.replace(place, (_, name: string) => values[name] ?? "");
}
