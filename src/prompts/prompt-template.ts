import { parse } from "yaml";
import * as z from "zod";
import { PromptError } from "../errors/prompt-error.js";
import { hashText } from "../util/hash.js";
import { isPlainObject, type JsonObject } from "../util/json.js";

const HeadSchema = z.strictObject({
  id: z.string().min(1),
  version: z.string().min(1),
  purpose: z.string().min(1),
  variables: z.array(z.string().regex(/^[a-z][a-z0-9_]*$/)),
  /** Prompts that are sent along with this one. */
  sent_with: z.array(z.string().min(1)).default([]),
  output: z.custom<"none" | "fixes" | JsonObject>(
    (value) => value === "none" || value === "fixes" || (isPlainObject(value) && value.type === "object"),
    { message: 'must be "none", "fixes" or a JSON Schema of type object' },
  ),
});

/** A prompt text with its places to fill in. */
export interface PromptTemplate {
  readonly id: string;
  readonly version: string;
  readonly purpose: string;
  /** Names of the places in the text. */
  readonly variables: readonly string[];
  /** Ids of the prompts that are sent along with this one. */
  readonly sentWith: readonly string[];
  /** JSON Schema of the answer; absent where there is none, or where it is made from the fix types on offer. */
  readonly outputSchema?: JsonObject | undefined;
  readonly text: string;
  /**
   * SHA-256 of the whole file, and of those it is sent with once a `PromptLoader` has loaded it: traces a result to
   * the very text that made it.
   */
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
  // Editors of some systems write a byte order mark, and break lines in their own way.
  const lines = file.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const match = /^---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n([\s\S]*))?$/.exec(lines);
  if (!match) throw new PromptError(`${path} must begin with a head between two lines of "---".`);
  const head = HeadSchema.safeParse(readYaml(match[1] ?? "", path));
  if (!head.success) {
    const issues = head.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`);
    throw new PromptError(`The head of ${path} is wrong: ${issues.join("; ")}.`);
  }
  const { sent_with: sentWith, output, ...rest } = head.data;
  if (rest.version !== version)
    throw new PromptError(`${path} says that it is of version "${rest.version}", not "${version}".`);
  const text = (match[2] ?? "").trim();
  requireSame(path, rest.variables, text);
  const outputSchema = typeof output === "string" ? undefined : output;
  return { ...rest, sentWith, outputSchema, text, hash: hashText(lines) };
}

function readYaml(head: string, path: string): unknown {
  try {
    return parse(head);
  } catch (cause) {
    const [said = ""] = cause instanceof Error ? cause.message.split("\n") : [];
    throw new PromptError(`The head of ${path} is not YAML: ${said.replace(/:$/, "")}.`, { cause });
  }
}

function requireSame(path: string, declared: readonly string[], text: string): void {
  const used = new Set(Array.from(text.matchAll(place), ([, name = ""]) => name));
  const missing = [...used].filter((name) => !declared.includes(name));
  const unused = declared.filter((name) => !used.has(name));
  if (missing.length > 0)
    throw new PromptError(`${path} uses {{${missing[0]}}}, which its head does not declare.`);
  if (unused.length > 0)
    throw new PromptError(`${path} declares the variable ${unused[0]}, which its text does not use.`);
  const [odd] = text.replace(place, "").match(/\{\{[^{}\n]*\}\}/) ?? [];
  if (odd !== undefined)
    throw new PromptError(
      `${path} holds ${odd}, which is no variable: use lower case letters, digits and _.`,
    );
}

/**
 * Fills in the places of a template, once: a value that looks like a place stays as it is.
 * @throws PromptError when a variable is missing, or one is given that the template does not have.
 */
export function renderTemplate(
  { id, version, text, variables }: PromptTemplate,
  values: Readonly<Record<string, string>>,
): string {
  const missing = variables.filter((name) => !Object.hasOwn(values, name) || values[name] === undefined);
  const unknown = Object.keys(values).filter((name) => !variables.includes(name));
  const name = `Prompt ${version}/${id}`;
  if (missing.length > 0)
    throw new PromptError(`${name} has a place {{${missing.join("}}, {{")}}} that nothing is filled into.`);
  if (unknown.length > 0)
    throw new PromptError(
      `${name} has no place for ${unknown.join(", ")}: put {{${unknown.join("}}, {{")}}} into its text and its variables.`,
    );
  return text.replace(place, (_, name: string) => values[name] ?? "");
}
