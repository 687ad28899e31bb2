import { parse } from "yaml";
import { refused } from "../failures.js";
import { type MetricWindow, parseRange } from "./metric-window.js";

/** A dimension or measure of a metric view. */
export interface MetricField {
  readonly name: string;
  readonly expr: string;
  readonly comment?: string | undefined;
  /** The windows over which the measure is computed; none for most. */
  readonly windows: readonly MetricWindow[];
}

export interface MetricJoin {
  readonly name: string;
  readonly source: string;
  readonly on?: string | undefined;
  readonly using: readonly string[];
  readonly isOneToMany: boolean;
  readonly joins: readonly MetricJoin[];
}

/** A metric view as its YAML defines it. */
export interface MetricDefinition {
  readonly source: string;
  readonly filter?: string | undefined;
  readonly comment?: string | undefined;
  readonly joins: readonly MetricJoin[];
  readonly dimensions: readonly MetricField[];
  readonly measures: readonly MetricField[];
  readonly hasParameters: boolean;
}

const VERSIONS = new Set(["0.1", "1.1"]);
const VIEW_KEYS = [
  "version",
  "source",
  "filter",
  "joins",
  "dimensions",
  "fields",
  "measures",
  "comment",
  "parameters",
  "materialization",
];
const FIELD_KEYS = ["name", "expr", "comment", "display_name", "format", "synonyms"];
const WINDOW_KEYS = ["order", "range", "semiadditive", "offset"];
const JOIN_KEYS = ["name", "source", "on", "using", "joins", "rely", "cardinality"];

export const invalidMetricView = (reason: string) =>
  refused(
    "METRIC_VIEW_INVALID_VIEW_DEFINITION",
    "42K0L",
    `The metric view definition is invalid. Reason: ${reason}.`,
  );

/** The words of an error, without the state that the error around it gives again. */
export const sentenceOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.? SQLSTATE: \w{5}$/, "");

/**
 * Reads the YAML of a metric view, versions 0.1 and 1.1.
 * @throws SqlEngineError METRIC_VIEW_INVALID_VIEW_DEFINITION that names what is wrong and where.
 */
export function parseMetricDefinition(yaml: string): MetricDefinition {
  let document: unknown;
  try {
    // The service reads YAML 1.1, in which a bare `on` is the truth value and no key.
    document = parse(yaml, { version: "1.1" });
  } catch (error) {
    throw invalidMetricView(
      `the YAML cannot be read: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`,
    );
  }
  const view = new Section(document, "the view", VIEW_KEYS);
  const version = view.value("version");
  if (!VERSIONS.has(String(version)))
    throw invalidMetricView(`version must be "0.1" or "1.1", not ${JSON.stringify(version) ?? "absent"}`);
  if (view.value("dimensions") !== undefined && view.value("fields") !== undefined)
    throw invalidMetricView("dimensions and fields are one list: give only one of them");
  const dimensions = [...view.list("dimensions"), ...view.list("fields")].map((item, at) =>
    readField(item, `dimension ${at + 1}`, FIELD_KEYS),
  );
  const measures = view
    .list("measures")
    .map((item, at) => readField(item, `measure ${at + 1}`, [...FIELD_KEYS, "window"]));
  if (dimensions.length + measures.length === 0)
    throw invalidMetricView("it has neither dimensions nor measures");
  refuseDuplicates([...dimensions, ...measures].map((field) => field.name));
  for (const { name, windows } of measures) {
    const stray = windows.find(
      ({ order }) => !dimensions.some((one) => one.name.toLowerCase() === order.toLowerCase()),
    );
    if (stray)
      throw invalidMetricView(`the measure "${name}" is ordered by "${stray.order}", which is no dimension`);
  }
  return {
    source: view.text("source"),
    filter: view.optionalText("filter"),
    comment: view.optionalText("comment"),
    joins: view.list("joins").map((item, at) => readJoin(item, `join ${at + 1}`)),
    dimensions,
    measures,
    hasParameters: view.list("parameters").length > 0,
  };
}

function readField(item: unknown, where: string, keys: readonly string[]): MetricField {
  const field = new Section(item, where, keys);
  const synonyms = field.list("synonyms");
  if (synonyms.length > 10)
    throw invalidMetricView(`${where} has ${synonyms.length} synonyms; 10 are allowed`);
  if (synonyms.some((synonym) => typeof synonym !== "string" || synonym.length > 255))
    throw invalidMetricView(`each synonym of ${where} must be text of at most 255 characters`);
  if ((field.optionalText("display_name") ?? "").length > 255)
    throw invalidMetricView(`the display_name of ${where} is longer than 255 characters`);
  return {
    name: field.text("name"),
    expr: field.text("expr"),
    comment: field.optionalText("comment"),
    windows: field.list("window").map((window, at) => readWindow(window, `window ${at + 1} of ${where}`)),
  };
}

function readWindow(item: unknown, where: string): MetricWindow {
  const window = new Section(item, where, WINDOW_KEYS);
  const range = parseRange(window.text("range"));
  if (!range)
    throw invalidMetricView(`the range of ${where} must be current, cumulative, all, trailing or leading`);
  if (!/^(first|last)$/i.test(window.text("semiadditive").trim()))
    throw invalidMetricView(`semiadditive of ${where} must be first or last`);
  return { order: window.text("order"), range, hasOffset: window.optionalText("offset") !== undefined };
}

function readJoin(item: unknown, where: string): MetricJoin {
  const join = new Section(item, where, JOIN_KEYS);
  const on = join.optionalText("on");
  const using = join.list("using").map((column) => String(column));
  if ((on === undefined) === (using.length === 0))
    throw invalidMetricView(`${where} needs either on or using`);
  return {
    name: join.text("name"),
    source: join.text("source"),
    on,
    using,
    isOneToMany: join.optionalText("cardinality") === "one_to_many",
    joins: join.list("joins").map((inner, at) => readJoin(inner, `${where}, join ${at + 1}`)),
  };
}

function refuseDuplicates(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw invalidMetricView(`the name "${name}" is given twice`);
    seen.add(key);
  }
}

/** A mapping of the YAML whose keys are known. */
class Section {
  readonly #members: ReadonlyMap<string, unknown>;

  constructor(
    value: unknown,
    readonly where: string,
    keys: readonly string[],
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw invalidMetricView(`${where} must be a mapping`);
    this.#members = new Map(Object.entries(value));
    for (const key of this.#members.keys()) {
      if (key === "true")
        throw invalidMetricView(
          `${where} has the key on without quotes, which YAML takes for true; write 'on'`,
        );
      if (!keys.includes(key))
        throw invalidMetricView(`${where} has the unknown field "${key}"; known are ${keys.join(", ")}`);
    }
  }

  value(key: string): unknown {
    return this.#members.get(key) ?? undefined;
  }

  text(key: string): string {
    const text = this.optionalText(key);
    if (text === undefined || text.trim() === "") throw invalidMetricView(`${this.where} has no ${key}`);
    return text;
  }

  optionalText(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    if (typeof value === "number") return String(value);
    if (typeof value !== "string") throw invalidMetricView(`${key} of ${this.where} must be text`);
    return value;
  }

  list(key: string): readonly unknown[] {
    const value = this.value(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw invalidMetricView(`${key} of ${this.where} must be a list`);
    return value;
  }
}
